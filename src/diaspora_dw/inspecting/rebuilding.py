"""Rebuilds a past release from its snapshot and compares it with the warehouse, which stays as it is."""

from dataclasses import dataclass

from psycopg import sql
from pydantic import BaseModel

from diaspora_dw import composing
from diaspora_dw.database import Connection
from diaspora_dw.errors import DiasporaError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.copy import CopyText
from diaspora_dw.releases.release import Release, read_release
from diaspora_dw.source import choose_sources


@dataclass(frozen=True)
class RebuiltTable:
    """A table of a release as read from the snapshot, and how it differs from the warehouse."""

    table_name: str
    rows: int
    missing: int
    """Rows that the snapshot has and the warehouse does not."""
    extra: int
    """Rows that the warehouse has and the snapshot does not."""


class Rebuilt(BaseModel):
    """The comparison of a release with its snapshot."""

    release_id: int
    source: str
    edition: str
    identical: bool
    """Whether the snapshot gives the content that was recorded and the rows that are in the warehouse."""
    content_sha256: str
    recorded_content_sha256: str
    reader_version: int
    recorded_reader_version: int
    tables: list[RebuiltTable]


def rebuild(connection: Connection, store: SnapshotStore, release_id: int) -> Rebuilt:
    """Read a release's snapshot as a run would, and compare digest and rows with the warehouse.

    Raises `UsageError` if there is no such release, `DiasporaError` if its snapshot is not kept, and what the
    source's `transform` raises, for example if its bytes are damaged.
    """
    release = read_release(connection, release_id)
    source = choose_sources([release.source_code])[0]
    candidate = Candidate.read(source, snapshot_of(store, release), store)
    with connection.transaction(force_rollback=True):
        tables = [_compare(connection, text, release_id) for text in candidate.texts]
    return Rebuilt(
        release_id=release_id,
        source=release.source_code,
        edition=release.edition,
        identical=candidate.content_sha256 == release.content_sha256
        and not any(table.missing or table.extra for table in tables),
        content_sha256=candidate.content_sha256,
        recorded_content_sha256=release.content_sha256,
        reader_version=source.reader_version,
        recorded_reader_version=release.reader_version,
        tables=tables,
    )


def snapshot_of(store: SnapshotStore, release: Release) -> Snapshot:
    """Return the snapshot that a release was made from. Raises `DiasporaError` if it is not kept."""
    identity = (release.source_code, release.sha256, release.edition)
    for snapshot in reversed(store.all()):
        if (snapshot.source_code, snapshot.sha256, snapshot.edition) == identity:
            return snapshot
    raise DiasporaError(
        f"the snapshot {release.sha256[:12]} of {release.source_code} {release.edition} is not in {store.folder}",
        advice="It stayed in the DIASPORA_DW_HOME of the run that loaded this release: set that, or restore the folder "
        "from a backup. To load what the publisher has now and keep it here: "
        f"diaspora-dw run {release.source_code} --force",
    )


def _compare(connection: Connection, text: CopyText, release_id: int) -> RebuiltTable:
    """Load rows into a temporary table, and count those that are only there or only in the warehouse."""
    name = f"rebuilt_{text.table.name}"
    recorded, rebuilt = composing.table(text.table.fullname), composing.table(name)
    connection.execute(sql.SQL("create temporary table {} (like {})").format(rebuilt, recorded))
    text.send(connection, rebuilt, release_id)
    in_warehouse = sql.SQL("select {} from {} where release_id = {}").format(
        composing.columns(text.columns), recorded, release_id
    )
    in_snapshot = sql.SQL("select {} from {}").format(composing.columns(text.columns), rebuilt)
    count = sql.SQL("select count(*) from ({} except all {}) as d")
    missing, extra = (
        connection.execute(count.format(*sides)).fetchall()[0][0]
        for sides in ((in_snapshot, in_warehouse), (in_warehouse, in_snapshot))
    )
    return RebuiltTable(text.table.fullname, len(text.lines), missing, extra)
