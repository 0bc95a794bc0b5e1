"""Rebuilds a past release from its snapshot and holds it against what is in the warehouse. Nothing is changed."""

from dataclasses import asdict, dataclass
from typing import Any

from psycopg import sql

from diaspora_dw.database import Connection
from diaspora_dw.errors import DiasporaError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.copy import RELEASE_COLUMN, CopyText
from diaspora_dw.loading.publish import Candidate
from diaspora_dw.releases.release import Release, release_with_id
from diaspora_dw.source import choose_sources


@dataclass(frozen=True)
class RebuiltTable:
    """A table of the release: rows read from the snapshot, and how they differ from those in the warehouse."""

    table_name: str
    rows: int
    missing: int
    """Rows that the snapshot gives and the warehouse does not have."""
    extra: int
    """Rows that the warehouse has and the snapshot does not give."""


@dataclass(frozen=True)
class Rebuilt:
    """What came of a release that was read again from its bytes."""

    release: Release
    reader_version: int
    content_sha256: str
    tables: list[RebuiltTable]

    @property
    def is_identical(self) -> bool:
        """Whether the snapshot gives the very content that was recorded, and the very rows that are there."""
        same_rows = not any(table.missing or table.extra for table in self.tables)
        return same_rows and self.content_sha256 == self.release.content_sha256

    def as_json(self) -> dict[str, Any]:
        """The comparison as a JSON object."""
        return {
            "release_id": self.release.release_id,
            "source": self.release.source_code,
            "edition": self.release.edition,
            "identical": self.is_identical,
            "content_sha256": self.content_sha256,
            "recorded_content_sha256": self.release.content_sha256,
            "reader_version": self.reader_version,
            "recorded_reader_version": self.release.reader_version,
            "tables": [asdict(table) for table in self.tables],
        }


def rebuild(connection: Connection, store: SnapshotStore, release_id: int) -> Rebuilt:
    """Read a release's snapshot as a run would, and compare digest and rows with the warehouse.

    Raises `UsageError` where there is no such release, `DiasporaError` where its snapshot is not kept, and what
    the source's `transform` raises, where its bytes are damaged, say.
    """
    release = release_with_id(connection, release_id)
    source = choose_sources([release.source_code])[0]
    candidate = Candidate.read(source, snapshot_of(store, release), store)
    with connection.transaction(force_rollback=True):
        tables = [_compared(connection, text, release_id) for text in candidate.texts]
    return Rebuilt(release, source.reader_version, candidate.content_sha256, tables)


def snapshot_of(store: SnapshotStore, release: Release) -> Snapshot:
    """The snapshot that a release was made from. Raises `DiasporaError` where it is not kept."""
    kept = [
        snapshot
        for snapshot in store.all()
        if (snapshot.source_code, snapshot.sha256, snapshot.edition)
        == (release.source_code, release.sha256, release.edition)
    ]
    if not kept:
        raise DiasporaError(
            f"the snapshot {release.sha256[:12]} of {release.source_code} {release.edition} is not in {store.folder}",
            advice="Restore the folder from a backup, or set DIASPORA_DW_HOME to where it was.",
        )
    return kept[-1]


def _compared(connection: Connection, text: CopyText, release_id: int) -> RebuiltTable:
    """Load rows beside those of the warehouse, and count what is on one side only."""
    there = sql.Identifier(*text.table.fullname.split("."))
    rebuilt = sql.Identifier(f"rebuilt_{text.table.name}")
    connection.execute(sql.SQL("create temporary table {} (like {})").format(rebuilt, there))
    text.send(connection, rebuilt, release_id)
    columns = sql.SQL(", ").join(map(sql.Identifier, text.columns))
    row = connection.execute(
        sql.SQL("""
            select
                (
                    select count(*)
                    from (
                        select {columns} from {rebuilt}
                        except all
                        select {columns} from {there} where {release} = %(release_id)s
                    ) as missing
                ),
                (
                    select count(*)
                    from (
                        select {columns} from {there} where {release} = %(release_id)s
                        except all
                        select {columns} from {rebuilt}
                    ) as extra
                )
        """).format(columns=columns, rebuilt=rebuilt, there=there, release=sql.Identifier(RELEASE_COLUMN)),
        {"release_id": release_id},
    ).fetchone()
    assert row is not None  # noqa: S101 - counts always give a row
    return RebuiltTable(text.table.fullname, len(text.lines), *row)
