"""One run at a time: a row of `ops` names the session that holds the run lock, which ends with that session.

An advisory lock alone will not do, because every login may take one. But readers can neither lock nor read a table of
`ops`. So a session that finds the lock free takes an advisory lock on a random number, which lasts as long as the
session, and enters itself and the number in `ops.run_lock`. The lock is held while the session in that row holds its
number. No transaction stays open.
"""

import os
import secrets
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import RunLockedError
from diaspora_dw.running.ledger import account

LOCKS_OF_RUNS = 7_362_001
"""The first of the two numbers of the advisory lock. It has no meaning, but is easy to find in `pg_locks`."""

POLL_SECONDS = 0.2

HOLDER = sql.SQL("""
    select l.started_by, l.host, l.process_id, l.locked_at, l.backend_pid
    from ops.run_lock as l
    inner join pg_locks as held on held.pid = l.backend_pid and held.objid::bigint = l.lock_key
    where held.locktype = 'advisory' and held.classid::bigint = {} and held.granted
""").format(LOCKS_OF_RUNS)
"""The row of who holds the run lock; no row if nobody does."""


@contextmanager
def run_lock(connection: Connection, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the run lock in this session, in autocommit, after waiting for it at most these seconds.

    Raises `RunLockedError` naming the holder. If a run is killed, its lock ends with its connection.
    """
    key = secrets.randbelow(2**31)
    give_up = clock.elapsed() + wait_seconds
    while (holder := _acquire(connection, key)) is not None:
        if clock.elapsed() >= give_up:
            raise RunLockedError(
                f"another run holds the lock: {holder}",
                advice="Wait until it has finished, or use --wait SECONDS.",
            )
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s::int, %s::int)", (LOCKS_OF_RUNS, key))


def killed_runs(connection: Connection) -> set[uuid.UUID]:
    """Return the runs that are on record as running but do not hold the run lock.

    A run ends on record before it lets go of the lock. So one that is returned here, and whose record is still the
    same in a later query, was killed.
    """
    query = sql.SQL("""
        select r.run_id
        from ops.run as r
        left join ({}) as holder using (host, process_id)
        where r.outcome = 'running' and holder.backend_pid is null
    """).format(HOLDER)
    return {run_id for (run_id,) in connection.execute(query)}


def _acquire(connection: Connection, key: int) -> str | None:
    """Take the run lock and return None, or return who holds it."""
    with connection.transaction():
        connection.execute("lock table ops.run_lock in exclusive mode")
        row = connection.execute(HOLDER).fetchone()
        if row is None:
            connection.execute("select pg_advisory_lock(%s::int, %s::int)", (LOCKS_OF_RUNS, key))
            connection.execute("delete from ops.run_lock")
            connection.execute(  # a pooler would give libpq another process number than the server's own
                """
                insert into ops.run_lock (backend_pid, lock_key, started_by, host, process_id, locked_at)
                values (pg_backend_pid(), %s, %s, %s, %s, %s)
                """,
                (key, account(), socket.gethostname(), os.getpid(), clock.now()),
            )
            return None
    return (
        f"started by {row[0]} on {row[1]} (process {row[2]}) at {row[3]:%Y-%m-%d %H:%M:%S} UTC, "
        f"session {row[4]} of the database server"
    )
