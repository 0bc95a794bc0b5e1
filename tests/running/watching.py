"""A reader that queries the warehouse all the time while it is being changed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from diaspora_dw.database import Connection, Database

WORLD_TOTALS = b"""
    select edition, year, sum(emigrants)::bigint, sum(male_emigrants)::bigint, sum(female_emigrants)::bigint
    from mart.emigration group by edition, year order by edition, year
"""
NOT_WHOLE = b"""
    with loaded as (
        select release_id, count(*) as rows from dw.fact_migrant_stock group by release_id
        union all
        select release_id, count(*) as rows from dw.fact_indicator group by release_id
    )
    select r.release_id, r.row_count, l.rows from dw.source_release as r
    full join loaded as l using (release_id)
    where
        r.row_count is distinct from coalesce(l.rows, 0)
        and coalesce(r.source_code, 'undesa') in ('undesa', 'worldbank')
        and (r.release_id is null or r.published_at is not null)
"""
"""Finds releases with a wrong number of rows, and rows without a release.

A release that is loaded but not published is left out: other sessions learn of its partition only a moment later.
"""

Totals = tuple[tuple[Any, ...], ...]


@dataclass
class Seen:
    """What the reader saw."""

    totals: set[Totals] = field(default_factory=set)
    not_whole: list[tuple[Any, ...]] = field(default_factory=list)
    looks: int = 0


def world_totals(connection: Connection) -> Totals:
    """Return the emigrants of the world, men and women, by year, as the published view has them now."""
    return tuple(connection.execute(WORLD_TOTALS).fetchall())


@contextmanager
def watching(database: Database) -> Iterator[Seen]:
    """Query again and again, over one connection as the reader."""
    seen, over = Seen(), threading.Event()

    def look() -> None:
        with database.connect("reader", autocommit=True) as connection:
            while not over.wait(0.005):
                seen.totals.add(world_totals(connection))
                seen.not_whole += connection.execute(NOT_WHOLE).fetchall()
                seen.looks += 1

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
