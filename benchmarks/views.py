"""How long every published view takes: whole, for one country, for one year."""

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter
from typing import Any

import psycopg

from benchmarks.measuring import Measurement, Taken, peak_memory, summarise
from diaspora_dw.database import Database

PART = "views"
COUNTRY_KEYS = ("origin_iso3_code", "iso3_code", "destination_iso3_code")
COUNTRY, YEAR = "TJK", 2020
MOST_REPETITIONS, ENOUGH_SECONDS = 5, 2.0
LONGEST_SECONDS = 120
"""After which a query is cancelled, and counts as that long."""
GIVEN_UP = (psycopg.errors.QueryCanceled, psycopg.errors.ConfigurationLimitExceeded)
"""It took too long, or needed larger temporary files than a reader may write."""


def measure_views(database: Database, factor: int) -> Iterator[Measurement]:
    """Measure planning and execution in the server, the best of up to five, and the server process's memory.

    Views without rows are left out: the invented figures have no curated content.
    """
    with database.connect("reader") as connection:
        rows = connection.execute("select view_name, column_name from mart.data_dictionary").fetchall()
    columns: dict[str, set[str]] = {}
    for view, column in rows:
        columns.setdefault(view, set()).add(column)
    for view in sorted(columns):
        key = next((key for key in COUNTRY_KEYS if key in columns[view]), None)
        conditions = {"all": ""}
        if key is not None:
            conditions["one country"] = f"where {key} = '{COUNTRY}'"
        if "year" in columns[view]:
            conditions["one year"] = f"where year = {YEAR}"
        for what, condition in conditions.items():
            taken, row_count = _least(database, f"select * from mart.{view} {condition}")  # noqa: S608
            if row_count == 0 and what == "all":
                break
            yield summarise(PART, f"{view}, {what}", factor, [taken])


def _least(database: Database, query: str) -> tuple[Taken, int | None]:
    """Return the least that a query took, and its rows, or None if it was cancelled."""
    seconds: list[float] = []
    row_count = None
    started = perf_counter()
    with database.connect("reader", autocommit=True) as connection:
        connection.execute(f"set statement_timeout = '{LONGEST_SECONDS}s'".encode())
        with suppress(*GIVEN_UP):
            while len(seconds) < MOST_REPETITIONS and (
                not seconds or perf_counter() - started < ENOUGH_SECONDS
            ):
                explained = connection.execute(f"explain (analyze, timing off, format json) {query}".encode())
                plan: dict[str, Any] = explained.fetchall()[0][0][0]
                seconds.append((plan["Planning Time"] + plan["Execution Time"]) / 1000)
                row_count = int(plan["Plan"]["Actual Rows"])
        return Taken(min(seconds, default=LONGEST_SECONDS), peak_memory(connection)), row_count
