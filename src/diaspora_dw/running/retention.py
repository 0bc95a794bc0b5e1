"""Removes past releases that are no longer kept, and their snapshots.

Releases that supersede one another are a series: those of an edition, or of a source that is revised in place. Of a
series, the newest releases are kept, and the last of each calendar year. A release whose successor has the same
content (`--force`) is not counted and goes. A sample is removed once there is a real release. What is active or was
withdrawn stays.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

import psycopg

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import Source

log = logging.getLogger(__name__)

GRACE = timedelta(days=1)
"""How long a superseded release stays at least: a transaction that began before still looks for its rows."""


def retire_releases(connection: Connection, sources: Iterable[Source], keep: int) -> list[int]:
    """Drop the releases that are no longer kept, and return their numbers.

    A release that is being read stays for now: the next run tries again.
    """
    dropped = []
    for release_id, source_code, edition in _retired(connection, sources, keep):
        try:
            connection.execute("select ops.drop_release(%s)", (release_id,))
        except psycopg.errors.LockNotAvailable:
            log.info("release %s is being read: a later run will remove it", release_id)
        else:
            log.info("%s %s: removed release %s", source_code, edition, release_id)
            dropped.append(release_id)
    return dropped


def unneeded_snapshots(connection: Connection, store: SnapshotStore) -> list[Snapshot]:
    """Return the snapshots that no release was made from, except the newest of each dataset.

    The newest may have been refused, and somebody may be about to look into it. Raises `UsageError` if the warehouse
    has no release: then these snapshots do not belong to it.
    """
    needed = set(connection.execute("select source_code, sha256 from dw.source_release").fetchall())
    if not needed:
        raise UsageError(
            "the warehouse has no releases, so every snapshot would be removed",
            advice="Check that DATABASE_URL and DIASPORA_DW_HOME belong together.",
        )
    oldest_first = store.all()
    newest = {(snapshot.source_code, snapshot.dataset): snapshot for snapshot in oldest_first}
    return [
        snapshot
        for snapshot in oldest_first
        if (snapshot.source_code, snapshot.sha256) not in needed
        and snapshot is not newest[snapshot.source_code, snapshot.dataset]
    ]


def _retired(connection: Connection, sources: Iterable[Source], keep: int) -> list[tuple[int, str, str]]:
    """Return number, source and edition of the releases that are no longer kept, the oldest first."""
    known = list(sources)
    return connection.execute(
        """
        with real_release as (
            select
                release_id, source_code, subject, content_sha256, retrieved_at,
                case when source_code = any(%(side_by_side)s) then edition end as series_edition
            from dw.source_release
            where published_at is not null and not is_sample and withdrawn_at is null
        ),

        succeeded as (
            select
                *,
                lead(content_sha256) over (
                    partition by source_code, subject, series_edition order by release_id
                ) as next_content_sha256
            from real_release
        ),

        revision as ( -- what its successor does not repeat
            select
                release_id,
                row_number() over (
                    partition by source_code, subject, series_edition order by release_id desc
                ) as place,
                row_number() over (
                    partition by
                        source_code, subject, series_edition, date_part('year', retrieved_at at time zone 'UTC')
                    order by release_id desc
                ) as place_in_year
            from succeeded
            where content_sha256 is distinct from next_content_sha256
        )

        select r.release_id, r.source_code, r.edition
        from dw.source_release as r
        left join revision as v on r.release_id = v.release_id
        where
            not r.is_current
            and (
                r.published_at is null -- its run was killed before it could publish it
                or (
                    r.is_sample
                    and (r.source_code, r.subject) in (select source_code, subject from real_release)
                )
                or (
                    r.source_code = any(%(known)s)
                    and not r.is_sample
                    and r.withdrawn_at is null
                    and r.superseded_at < %(long_ago)s
                    and (v.release_id is null or (v.place > %(keep)s and v.place_in_year > 1))
                )
            )
        order by r.release_id
        """,
        {
            "known": [source.code for source in known],
            "side_by_side": [source.code for source in known if source.editions_side_by_side],
            "long_ago": clock.now() - GRACE,
            "keep": keep,
        },
    ).fetchall()
