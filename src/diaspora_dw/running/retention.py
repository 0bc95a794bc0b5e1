"""What is kept for good and what goes: past releases that have served their time, then their snapshots.

Editions that stand side by side stay for ever. Of a source whose releases take each other's place, the newest
stay, and the last of each calendar year. A sample goes once a real release is there. Nothing that the views
read ever goes.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RetiredRelease:
    """A release that is no longer kept."""

    release_id: int
    source_code: str
    edition: str


def retire_releases(connection: Connection, sources: Iterable[Source], keep: int) -> list[RetiredRelease]:
    """Take out the releases that have served their time; gives those that went.

    A release that somebody is just reading stays for now: the next run tries again.
    """
    gone = []
    for release in _retired(connection, sources, keep):
        try:
            connection.execute("select ops.drop_release(%s)", (release.release_id,))
        except psycopg.errors.LockNotAvailable:
            log.info("release %s is being read; it goes with a later run", release.release_id)
        else:
            log.info(
                "%s %s (release %s) is no longer kept",
                release.source_code,
                release.edition,
                release.release_id,
            )
            gone.append(release)
    return gone


def unneeded_snapshots(connection: Connection, store: SnapshotStore) -> list[Snapshot]:
    """The snapshots that no release in the warehouse was made from, but for the newest of each dataset.

    The newest is kept even so: it may have been refused, and somebody may be about to look into it.
    Raises `UsageError` where there is no release at all: then it is not the warehouse of these snapshots.
    """
    needed = set(connection.execute("select source_code, sha256 from dw.source_release").fetchall())
    if not needed:
        raise UsageError(
            "the warehouse holds no release, so every snapshot would go",
            advice="Check DATABASE_URL and DIASPORA_DW_HOME: they do not seem to belong together.",
        )
    oldest_first = store.all()
    newest = {(snapshot.source_code, snapshot.dataset): snapshot for snapshot in oldest_first}
    return [
        snapshot
        for snapshot in oldest_first
        if (snapshot.source_code, snapshot.sha256) not in needed
        and snapshot is not newest[snapshot.source_code, snapshot.dataset]
    ]


def _retired(connection: Connection, sources: Iterable[Source], keep: int) -> list[RetiredRelease]:
    revised_in_place = [source.code for source in sources if not source.editions_side_by_side]
    with connection.cursor(row_factory=class_row(RetiredRelease)) as cursor:
        cursor.execute(
            """
            with real_release as (
                select
                    release_id, source_code, subject, edition, is_current,
                    row_number() over (
                        partition by source_code, subject order by release_id desc
                    ) as place,
                    row_number() over (
                        partition by source_code, subject, date_part('year', retrieved_at at time zone 'UTC')
                        order by release_id desc
                    ) as place_in_year
                from dw.source_release
                where not is_sample and published_at is not null
            )

            select release_id, source_code, edition
            from real_release
            where
                not is_current and source_code = any(%(revised_in_place)s)
                and place > %(keep)s and place_in_year > 1
            union all
            select s.release_id, s.source_code, s.edition
            from dw.source_release as s
            where
                s.is_sample and not s.is_current and s.published_at is not null
                and exists (
                    select from real_release as r
                    where r.source_code = s.source_code and r.subject = s.subject
                )
            union all
            select u.release_id, u.source_code, u.edition
            from dw.source_release as u
            where u.published_at is null -- its run was killed before it could publish it
            order by release_id
            """,
            {"revised_in_place": revised_in_place, "keep": keep},
        )
        return cursor.fetchall()
