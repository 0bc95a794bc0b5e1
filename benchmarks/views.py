"""How long every published view takes: whole, for one country, for one year."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from psycopg import sql

from benchmarks.measuring import Measurement, Taken, peak_memory, summarise
from diaspora_dw.database import Connection, Database

PART = "views"
COUNTRY_KEYS = ("origin_iso3_code", "iso3_code", "destination_iso3_code")
COUNTRY, YEAR = "TJK", 2020
MOST_REPETITIONS, ENOUGH_SECONDS = 5, 2.0


def measure_views(database: Database, factor: int) -> Iterator[Measurement]:
    """Measure planning and execution in the server, the best of up to five, and the server process's memory."""
    with database.connect("reader") as connection:
        rows = connection.execute("select view_name, column_name from mart.data_dictionary").fetchall()
    columns: dict[str, set[str]] = {}
    for view, column in rows:
        columns.setdefault(view, set()).add(column)
    for view in sorted(columns):
        whole = sql.SQL("select * from mart.{}").format(sql.Identifier(view))
        queries = {f"{view}, all": whole}
        key = next((key for key in COUNTRY_KEYS if key in columns[view]), None)
        if key is not None:
            condition = sql.SQL("{} where {} = {}").format(whole, sql.Identifier(key), sql.Literal(COUNTRY))
            queries[f"{view}, one country"] = condition
        if "year" in columns[view]:
            queries[f"{view}, one year"] = sql.SQL("{} where year = {}").format(whole, sql.Literal(YEAR))
        for what, query in queries.items():
            with database.connect("reader") as connection:
                connection.execute("set statement_timeout = '10min'")
                yield summarise(PART, what, factor, [_least(connection, query)])


def _least(connection: Connection, query: sql.Composed) -> Taken:
    explained = sql.SQL("explain (analyze, timing off, format json) {}").format(query)
    taken: list[float] = []
    started = perf_counter()
    while len(taken) < MOST_REPETITIONS and (not taken or perf_counter() - started < ENOUGH_SECONDS):
        plan: dict[str, Any] = connection.execute(explained).fetchall()[0][0][0]
        taken.append((plan["Planning Time"] + plan["Execution Time"]) / 1000)
    return min(taken), peak_memory(connection)
