"""Composes statements for tables and columns that are known only at run time."""

from collections.abc import Iterable, Mapping
from typing import LiteralString

from psycopg import sql
from psycopg.rows import TupleRow

from diaspora_dw.database import Connection


def table(name: str) -> sql.Identifier:
    """Return the name of a table, view or function (`dw.fact_indicator`) as a part of a statement."""
    return sql.Identifier(*name.split("."))


def columns(names: Iterable[str]) -> sql.Composed:
    """Return the names of columns, separated by commas."""
    return sql.SQL(", ").join(map(sql.Identifier, names))


def insert_row(
    connection: Connection, into: str, row: Mapping[str, object], ending: LiteralString = ""
) -> TupleRow | None:
    """Insert a row, given by column. `ending` follows the values; with `returning …` there is a result."""
    statement = sql.SQL("insert into {} ({}) values ({}) {}").format(
        table(into), columns(row), sql.SQL(", ").join(sql.Placeholder() * len(row)), sql.SQL(ending)
    )
    cursor = connection.execute(statement, tuple(row.values()))
    return cursor.fetchone() if cursor.description else None
