"""Loads releases, each checked in a transaction of its own, and makes them visible together in a later one.

If anything fails, or the run is killed, before the last commit, no reader has seen any of these releases.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from diaspora_dw import clock
from diaspora_dw.composing import insert_row, insert_rows
from diaspora_dw.database import Connection
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.check import Finding, RefusedReleaseError, checks, parameters, run_check
from diaspora_dw.loading.dimension import observe_memberships, replace_memberships, upsert
from diaspora_dw.releases.release import History, Release


@dataclass(frozen=True)
class Loaded:
    """A release that is in the database and has passed its checks, but is not visible yet."""

    release_id: int
    candidate: Candidate
    history: History
    predecessor: Release | None
    """The release that it supersedes once it is published."""
    findings: list[Finding]

    @property
    def edition(self) -> str:
        """The edition that it is a release of."""
        return self.candidate.snapshot.edition

    @property
    def is_first(self) -> bool:
        """Whether it replaces nothing, or only a sample."""
        return self.predecessor is None or self.predecessor.is_sample


def load(
    connection: Connection,
    candidate: Candidate,
    history: History,
    *,
    run_id: uuid.UUID,
    accepted: Mapping[str, str],
) -> Loaded:
    """Load a release and check it; nobody sees it before `publish`. A later run drops it if that never happens.

    Dimensions get the rows with new keys, which its figures refer to; `publish` updates the others.

    `accepted` names checks that do not stop the release, and who accepts their findings.

    Raises `RefusedReleaseError`, and keeps nothing, if a check stops the release and nobody accepts its finding.
    """
    edition = candidate.snapshot.edition
    predecessor = history.predecessor(edition)
    replaced = None if predecessor is None or predecessor.is_sample else predecessor.release_id
    with connection.transaction():
        release_id = _record(connection, candidate, history.subject, run_id)
        for name, rows in candidate.tables.dimensions.items():
            upsert(connection, name, rows, leave_known=True)
        for text in candidate.texts:
            text.load(connection, release_id)
        tables = {text.table.fullname for text in candidate.texts}
        releases = parameters(connection, release_id, replaced)
        # Checks see the names and limits of the release. Readers see those in use until it is published.
        with connection.transaction(force_rollback=True):
            _update_dimensions(connection, candidate, becomes_current=history.becomes_current(edition))
            findings = [run_check(connection, check, releases) for check in checks() if check.table in tables]
        for found in findings:
            if found.stops:
                found.accepted_by = accepted.get(found.check)
        if any(found.stops for found in findings):
            raise RefusedReleaseError(candidate.snapshot, findings)
    return Loaded(release_id, candidate, history, predecessor, findings)


def publish(connection: Connection, releases: Sequence[Loaded]) -> None:
    """Make loaded releases visible, all in one transaction; their histories then include them.

    It cannot be the transaction that loads them, because PostgreSQL tells other sessions of a new partition only after
    its transaction has become visible: a reader in that moment would see the release without its rows. What is derived
    from the releases in use is derived once for all of them.
    """
    with connection.transaction():
        for release in releases:
            _make_visible(connection, release)
        # A country's subregion counts, too, and changes without a release of figures.
        again = any("dw.dim_country" in release.candidate.tables.dimensions for release in releases)
        connection.execute("select ops.derive_tables(%s)", (again,))
    for release in releases:
        release.history.reload(connection)


def _make_visible(connection: Connection, release: Loaded) -> None:
    # Releases that this transaction has made visible already count, but the shared history learns of them at its end.
    history = History.read(connection, release.history.source, release.history.subject)
    predecessor, becomes_current = (
        history.predecessor(release.edition),
        history.becomes_current(release.edition),
    )
    _update_dimensions(connection, release.candidate, becomes_current=becomes_current)
    _record_memberships(connection, release.candidate, is_first=release.is_first)
    if predecessor is not None:
        connection.execute(
            "update dw.source_release set is_current = false, superseded_at = %s where release_id = %s",
            (clock.now(), predecessor.release_id),
        )
    if history.current is not None and becomes_current:
        connection.execute(
            "update dw.source_release set is_current = false where release_id = %s",
            (history.current.release_id,),
        )
    connection.execute(
        "update dw.source_release set published_at = %s, is_current = %s where release_id = %s",
        (clock.now(), becomes_current, release.release_id),
    )


def _update_dimensions(connection: Connection, candidate: Candidate, *, becomes_current: bool) -> None:
    for name, rows in candidate.tables.dimensions.items():
        upsert(connection, name, rows, leave_known=not becomes_current)


def _record(connection: Connection, candidate: Candidate, subject: str, run_id: uuid.UUID) -> int:
    source, snapshot = candidate.source, candidate.snapshot
    release = {
        "source_code": source.code,
        "subject": subject,
        "edition": snapshot.edition,
        "retrieved_at": snapshot.retrieved_at,
        "upstream_updated_at": snapshot.upstream_updated_at,
        "url": snapshot.url,
        "sha256": snapshot.sha256,
        "size_bytes": snapshot.size_bytes,
        "content_sha256": candidate.content_sha256,
        "reader_version": source.reader_version,
        "row_count": candidate.row_count,
        "licence": source.licence.name,
        "licence_url": source.licence.url,
        "citation": candidate.tables.citation or source.citation(snapshot.edition),
        "is_sample": snapshot.is_sample,
        "run_id": run_id,
    }
    inserted = insert_row(connection, "dw.source_release", release, returning=["release_id"])
    release_id: int = inserted.fetchall()[0][0]
    files = [
        {
            "release_id": release_id,
            "file_name": file.name,
            **{name: getattr(file, name) for name in ("url", "sha256", "size_bytes", "retrieved_at")},
        }
        for file in snapshot.files
    ]
    insert_rows(connection, "dw.release_file", files)
    return release_id


def _record_memberships(connection: Connection, candidate: Candidate, *, is_first: bool) -> None:
    tables = candidate.tables
    if tables.memberships is None:
        return
    if "valid_from" in tables.memberships.columns:
        replace_memberships(connection, tables.memberships)
    else:
        seen = (tables.memberships_as_of or candidate.snapshot.retrieved_at).astimezone(UTC).date()
        observe_memberships(connection, candidate.source.code, tables.memberships, seen, is_first=is_first)
