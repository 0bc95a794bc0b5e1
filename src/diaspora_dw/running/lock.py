"""One run at a time: an advisory lock in the database, which ends with the session that holds it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from diaspora_dw.database import Connection
from diaspora_dw.errors import RunLockedError

RUN_LOCK = 7_362_001
"""An arbitrary number that nothing else in this database uses as a lock."""


@contextmanager
def run_lock(connection: Connection, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the run lock in this session, after waiting for it at most these seconds.

    Raises `RunLockedError` naming the holder. If a run is killed, its lock ends with its connection.
    """
    if not _acquire(connection, wait_seconds):
        raise RunLockedError(
            f"another run holds the lock: {_holder(connection)}",
            advice="Wait until it has finished, or use --wait SECONDS.",
        )
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", (RUN_LOCK,))


def _acquire(connection: Connection, wait_seconds: float) -> bool:
    if wait_seconds <= 0:
        return connection.execute("select pg_try_advisory_lock(%s)", (RUN_LOCK,)).fetchone() == (True,)
    try:
        with connection.transaction():
            connection.execute(
                "select set_config('lock_timeout', %s, true), set_config('statement_timeout', '0', true)",
                (f"{round(wait_seconds * 1000)}ms",),
            )
            connection.execute("select pg_advisory_lock(%s)", (RUN_LOCK,))
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def _holder(connection: Connection) -> str:
    row = connection.execute("""
        select r.started_by, r.host, r.process_id, r.started_at
        from ops.run as r
        where r.outcome = 'running'
        order by r.run_number desc
        limit 1
    """).fetchone()
    if row is None:
        return "it has only just started"
    return f"started by {row[0]} on {row[1]} (process {row[2]}) at {row[3]:%Y-%m-%d %H:%M:%S} UTC"
