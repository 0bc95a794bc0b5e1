"""Composes statements for tables and columns that are known only at run time."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from psycopg import Cursor, sql
from psycopg.rows import TupleRow

from diaspora_dw.database import Connection


def table(name: str) -> sql.Identifier:
    """Return the name of a table, view, column or function (`dw.fact_indicator`) as a part of a statement."""
    return sql.Identifier(*name.split("."))


def comment(kind: str, name: str, text: str | None) -> sql.Composed:
    """Return the statement that sets the comment of a "table", "view" or "column" (`dw.dim_country.iso3_code`)."""
    return sql.SQL("comment on {} {} is {}").format(sql.SQL(kind), table(name), text)


def columns(names: Iterable[str]) -> sql.Composed:
    """Return the names of columns, separated by commas."""
    return sql.SQL(", ").join(map(sql.Identifier, names))


def updates(names: Iterable[str]) -> sql.Composed:
    """Return the assignments that replace columns by those of a row that could not be inserted."""
    return sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names)


def insert_row(
    connection: Connection,
    into: str,
    row: Mapping[str, object],
    *,
    returning: Collection[str] = (),
) -> Cursor[TupleRow]:
    """Insert a row, given by column; the cursor has the columns to return."""
    statement = _insertion(into, row)
    if returning:
        statement += sql.SQL(" returning {}").format(columns(returning))
    return connection.execute(statement, tuple(row.values()))


def insert_rows(
    connection: Connection, into: str, rows: Sequence[Mapping[str, object]], *, key: Collection[str] = ()
) -> None:
    """Insert rows that have the same columns in the same order.

    With `key`, each replaces the row that has the same values in these columns.
    """
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_insertion(into, rows[0], key), [tuple(row.values()) for row in rows])


def _insertion(into: str, names: Collection[str], key: Collection[str] = ()) -> sql.Composed:
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        table(into), columns(names), sql.SQL(", ").join(sql.Placeholder() * len(names))
    )
    if key:
        statement += sql.SQL(" on conflict ({}) do update set {}").format(
            columns(key), updates(name for name in names if name not in key)
        )
    return statement
