"""Publishes a release: loads it beside the data in use and judges it in one transaction, shows it in the next.

Whatever goes wrong, or whoever is killed, before the last commit: no reader has ever seen any of the release.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import ChecksFailedError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.check import Finding, check_release
from diaspora_dw.loading.copy import CopyText, digest, render
from diaspora_dw.loading.dimension import observe_memberships, replace_memberships, upsert
from diaspora_dw.loading.partition import load
from diaspora_dw.releases.release import Release
from diaspora_dw.source import ReleaseTables, Source

Accept = Callable[[Finding], str | None]
"""Says who accepts a finding that would stop a release, or None where nobody does."""


@dataclass(frozen=True)
class Candidate:
    """A release that has been read but not loaded yet."""

    source: Source
    snapshot: Snapshot
    tables: ReleaseTables
    texts: tuple[CopyText, ...]
    content_sha256: str

    @classmethod
    def read(cls, source: Source, snapshot: Snapshot, store: SnapshotStore) -> "Candidate":
        """Read a snapshot and render its rows. Raises what the source's `transform` raises."""
        tables = source.transform(snapshot, store)
        texts = tuple(render(name, frame) for name, frame in tables.facts.items())
        dimensions = dict(tables.dimensions)
        if tables.memberships is not None:
            dimensions["memberships"] = tables.memberships
        return cls(source, snapshot, tables, texts, digest(texts, dimensions))

    @property
    def row_count(self) -> int:
        """Rows of the star; published totals stand beside it, and sums of rows are not counted twice."""
        counted = (
            text for text in self.texts if text.table.schema == "dw" and not text.table.info.get("derived")
        )
        return sum(len(text.lines) for text in counted)


@dataclass(frozen=True)
class PublishedRelease:
    """A release that has just become visible, and what the checks had to say about it."""

    release_id: int
    findings: list[Finding]


def publish(  # noqa: PLR0913 - the parts of one act
    connection: Connection,
    candidate: Candidate,
    *,
    run_id: uuid.UUID,
    predecessor: Release | None,
    becomes_current: bool,
    accept: Accept,
) -> PublishedRelease:
    """Load and judge one release in a transaction of its own, then make it visible in a second, short one.

    Two, because PostgreSQL tells other sessions of a new partition only after its transaction has become visible:
    in one, a reader in that moment would know the release and not find its rows. In between the release
    has no `published_at`; if the run is killed there, a later run drops it.

    `predecessor` is the release whose place this one takes; it stays queryable. Raises `ChecksFailedError`,
    which carries the findings, where the release is found wanting and nobody accepts that.
    """
    with connection.transaction():
        release_id = _record(connection, candidate, run_id)
        for name, rows in candidate.tables.dimensions.items():
            upsert(connection, name, rows, leave_known=not becomes_current)
        for text in candidate.texts:
            load(connection, text, release_id)
        findings = [
            replace(found, accepted_by=accept(found)) if found.stops else found
            for found in check_release(
                connection,
                {text.table.fullname for text in candidate.texts},
                release_id,
                predecessor.release_id if predecessor and not predecessor.is_sample else None,
            )
        ]
        if any(found.stops for found in findings):
            raise RefusedReleaseError(candidate, findings)
    with connection.transaction():
        _group(connection, candidate, is_first=predecessor is None or predecessor.is_sample)
        _make_visible(connection, candidate, release_id, predecessor, becomes_current)
    return PublishedRelease(release_id, findings)


class RefusedReleaseError(ChecksFailedError):
    """A release was loaded and found wanting; the findings say why."""

    def __init__(self, candidate: Candidate, findings: list[Finding]) -> None:
        self.findings = findings
        stopping = [found for found in findings if found.stops]
        snapshot = candidate.snapshot
        super().__init__(
            f"{snapshot.source_code} {snapshot.edition} was not published: "
            + "; ".join(found.described() for found in stopping),
            advice="What was current stays. If the publisher means it, run again with "
            + " ".join(f"--accept {found.check.name}" for found in stopping)
            + f"; the bytes are kept as snapshot {snapshot.sha256[:12]}.",
        )


def _record(connection: Connection, candidate: Candidate, run_id: uuid.UUID) -> int:
    source, snapshot = candidate.source, candidate.snapshot
    row = connection.execute(
        """
        insert into dw.source_release (
            source_code, subject, edition, retrieved_at, upstream_updated_at, url,
            sha256, size_bytes, content_sha256, reader_version, row_count, licence, licence_url, citation,
            is_sample, run_id
        )
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        returning release_id
        """,
        (
            source.code,
            source.subject(snapshot.dataset),
            snapshot.edition,
            snapshot.retrieved_at,
            snapshot.upstream_updated_at,
            snapshot.url,
            snapshot.sha256,
            snapshot.size_bytes,
            candidate.content_sha256,
            source.reader_version,
            candidate.row_count,
            source.licence.name,
            source.licence.url,
            candidate.tables.citation or source.citation(snapshot.edition),
            snapshot.is_sample,
            run_id,
        ),
    ).fetchone()
    assert row is not None  # noqa: S101 - `returning` gives the row that was inserted
    release_id: int = row[0]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into dw.release_file (release_id, file_name, url, sha256, size_bytes, retrieved_at)
            values (%s, %s, %s, %s, %s, %s)
            """,
            [
                (release_id, file.name, file.url, file.sha256, file.size_bytes, file.retrieved_at)
                for file in snapshot.files
            ],
        )
    return release_id


def _group(connection: Connection, candidate: Candidate, *, is_first: bool) -> None:
    memberships = candidate.tables.memberships
    if memberships is None:
        return
    if "valid_from" in memberships.columns:
        replace_memberships(connection, memberships)
    else:
        source_code, seen = candidate.source.code, _seen(candidate)
        observe_memberships(connection, source_code, memberships, seen, is_first=is_first)


def _seen(candidate: Candidate) -> date:
    moment = candidate.tables.memberships_as_of or candidate.snapshot.retrieved_at
    return moment.astimezone(UTC).date()


def _make_visible(
    connection: Connection,
    candidate: Candidate,
    release_id: int,
    predecessor: Release | None,
    becomes_current: bool,
) -> None:
    source_code, subject = candidate.source.code, candidate.source.subject(candidate.snapshot.dataset)
    if predecessor is not None:
        connection.execute(
            "update dw.source_release set is_current = false, superseded_at = %s where release_id = %s",
            (clock.now(), predecessor.release_id),
        )
    connection.execute(
        "update dw.source_release set published_at = %s where release_id = %s",
        (clock.now(), release_id),
    )
    if becomes_current:
        connection.execute(
            """
            update dw.source_release set is_current = false
            where source_code = %s and subject = %s and is_current
            """,
            (source_code, subject),
        )
        connection.execute(
            "update dw.source_release set is_current = true where release_id = %s", (release_id,)
        )
