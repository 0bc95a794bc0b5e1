"""Reads rows of the published views for the pages of the site."""

from typing import Any, LiteralString

from psycopg.rows import dict_row

from diaspora_dw.database import Connection

Record = dict[str, Any]


def rows(connection: Connection, query: LiteralString) -> list[Record]:
    """Return the rows of a query, by the names of their columns."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()
