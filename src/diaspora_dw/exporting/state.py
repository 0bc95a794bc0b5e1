"""One state of the warehouse, read on several connections: what a run publishes meanwhile is in none of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import IsolationLevel, sql

from diaspora_dw.database import Connection, Database

WITHOUT_LIMITS = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"
"""Reading everything may take longer than a reader's query should."""


@contextmanager
def open_state(database: Database, snapshot: str | None = None) -> Iterator[Connection]:
    """Yield a reader's connection that sees one state all along: that of a snapshot, or the present one."""
    with database.connect("reader") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        if snapshot:
            connection.execute(sql.SQL("set transaction snapshot {}").format(snapshot))
        connection.execute(WITHOUT_LIMITS)
        yield connection


def export_snapshot(connection: Connection) -> str:
    """Return the name of the state that a connection sees. It can be adopted while the transaction is open."""
    ((snapshot,),) = connection.execute("select pg_export_snapshot()")
    return str(snapshot)
