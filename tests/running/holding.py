"""Somebody else at the same database, who holds what a run needs."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from diaspora_dw.database import Database


@contextmanager
def somebody_holds(database: Database, statement: str) -> Iterator[None]:
    """Another session that has executed a statement and does not end its transaction."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(statement.encode())
        yield
        connection.rollback()
