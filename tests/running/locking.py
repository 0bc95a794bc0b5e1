"""Another session at the same database that holds locks which a run needs."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from diaspora_dw.database import Database
from diaspora_dw.running.lock import run_lock


@contextmanager
def run_lock_held(database: Database) -> Iterator[None]:
    """Hold the run lock, as another run does."""
    with database.connect("loader", autocommit=True) as connection, run_lock(connection):
        yield


@contextmanager
def transaction_left_open(database: Database, statement: str) -> Iterator[None]:
    """Execute a statement in another session, and leave its transaction open."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(statement.encode())
        yield
        connection.rollback()
