"""A PostgreSQL server of the user's own: created at first use, started when needed, left running for others.

It listens on 127.0.0.1 only and requires passwords. Its folder holds everything: data, passwords, log and lock.
"""

import logging
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg.rows import TupleRow

from diaspora_dw import clock
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account, choose_account
from diaspora_dw.server.binaries import Binaries, data_major, find_binaries, find_binaries_for
from diaspora_dw.server.cluster import SUPERUSER, configured_port, create_cluster, write_configuration
from diaspora_dw.server.folder import ensure_password, lock_folder, prepare_folder, read_password
from diaspora_dw.server.log import NO_SPACE, advise, is_too_long, last_failure, shorten
from diaspora_dw.server.logins import DATABASE, READER, create_database, create_reader, reader_is_ready
from diaspora_dw.server.port import CONNECT_SECONDS, CONNECTION, HOST, free_ports, is_free
from diaspora_dw.server.process import (
    find_postmaster,
    kill_server,
    recorded_port,
    recovery_seconds,
    remove_remains,
    stop_processes,
)
from diaspora_dw.server.upgrade import Cluster, carry_over, check_programs

logger = logging.getLogger(__name__)

START_SECONDS = 30
"""How long `pg_ctl` waits for a start; after a crash the server first repairs its files, which can take longer."""

READY_SECONDS = 120
"""How long a server may refuse connections, while its recovery does no work, before it counts as stuck.

After a crash the server replays its log: 570 MB, half of what it keeps at most, took 11 seconds on two busy cores.
"""

PROGRESS_SECONDS = 5
"""How often to say that the server is still being waited for."""

STOP_SECONDS = 60
FAST_SHUTDOWN = signal.SIGINT
"""PostgreSQL takes this signal as the request to end all sessions, then stop."""

NO_FREE_CONNECTION = r"too many (clients|connections)|remaining connection slots"
"""What a server answers if all connections are in use: all of them, or all of a role or a database."""

FREE_A_CONNECTION = (
    "All connections are in use. Close programs that hold one (pg_stat_activity lists them), or ask an administrator "
    "to raise max_connections, or the connection limit of the role or database. Then run again."
)

NOT_READY = (
    "the database system is",  # "… starting up", "… in recovery mode", "… not yet accepting connections"
    "Connection refused",
    "Connection reset",
    "server closed the connection",
    "timeout expired",
)
"""What libpq says about a server that is starting, recovering or stuck."""


@dataclass(frozen=True)
class ServerStatus:
    """The state of a server. `pid` is None if it does not run, `port` if it has never been started."""

    running: bool
    pid: int | None
    port: int | None
    version: str
    programs: Path
    data_folder: Path
    log: Path


class EmbeddedServer:
    """The server whose files are in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log = self.folder / "server.log"
        self._owner_password = self.folder / "owner-password"
        self._reader_password = self.folder / "reader-password"

    @cached_property
    def data_folder(self) -> Path:
        """The data folder, named after the only major version whose binaries can use it."""
        return self._newest_data() or self.folder / f"pg{self._binaries.major}"

    @cached_property
    def _binaries(self) -> Binaries:
        """The binaries that made the data, although newer ones may be installed: `upgrade` changes to those."""
        data_folder = self._newest_data()
        return find_binaries() if data_folder is None else find_binaries_for(data_folder)

    @cached_property
    def _usable_binaries(self) -> Binaries:
        return self._binaries.usable_by(self._account, self.folder)

    @cached_property
    def _account(self) -> Account:
        return choose_account([self.data_folder, self.folder])

    def prepare(self) -> bool:
        """Create the folder, with the rights that it needs, and return whether there is no server in it yet.

        Raises `DatabaseError` if the folder cannot be used.
        """
        if self._newest_data() is not None:
            return False
        with self._explain_errors():
            prepare_folder(self.folder, self._account)
        return True

    def ensure_running(self) -> str:
        """Start the server unless it runs, creating it first if necessary; return the owner's address.

        Processes that call this at the same time share one server. Raises `DatabaseError` if it cannot be started.
        """
        with self._explain_errors():
            if not self._is_ready() or is_too_long(self.log):
                prepare_folder(self.folder, self._account)
                with self._lock():
                    shorten(self.log)
                    if not self._is_ready():
                        self._provision()
        return self.url("owner")

    def url(self, role: Literal["owner", "reader"]) -> str:
        """Return the address of the warehouse, password included, for its owner or for the readers' login.

        Raises `DatabaseError` if the server has never been started.
        """
        port = configured_port(self.data_folder)
        if port is None:
            raise DatabaseError(
                f"there is no embedded server in {self.folder} that this account can use",
                advice="Start it: diaspora-dw db start",
            )
        owner = role == "owner"
        login, file = (SUPERUSER, self._owner_password) if owner else (READER, self._reader_password)
        return f"postgresql://{login}:{quote(read_password(file))}@{HOST}:{port}/{DATABASE}"

    def grant_reader(self) -> None:
        """Create or repair the readers' login, and make it a member of the readers' role once that exists.

        Raises `DatabaseError` if the server does not run.
        """
        with self._explain_errors():
            self._check_owner()
            with self._lock():
                self._repair_reader()

    def stop(self) -> None:
        """Stop the server if it runs. Sessions end, and what they have not committed is rolled back.

        Raises `DatabaseError` if it belongs to another account or does not stop.
        """
        with self._explain_errors():
            if not self.folder.exists():
                return
            self._check_owner()
            with self._lock():
                self._stop(self.data_folder)

    def upgrade(self, programs: Path | None = None) -> str:
        """Take the data over to the PostgreSQL that a new server would get, and start it; return what was done.

        `programs` is the folder of the old version's programs, if they are not installed. Sessions end, and others
        wait until it is done. The old data stay in their folder. Raises `DatabaseError` if a step fails.
        """
        new = find_binaries()
        nothing = (
            f"Nothing to upgrade: there are no data older than PostgreSQL {new.version}, which is used here."
        )
        with self._explain_errors():
            if self._newest_data() is None:
                return nothing
            self._check_owner()
            with self._lock():
                old_data = self._newest_data()
                if old_data is None or data_major(old_data) >= new.major:
                    return nothing
                old = find_binaries_for(old_data, programs)
                check_programs(new)
                clusters = (
                    Cluster(old_data, old.usable_by(self._account, self.folder)),
                    Cluster(self.folder / f"pg{new.major}", new.usable_by(self._account, self.folder)),
                )
                self._stop(old_data)
                carry_over(*clusters, self._account, self._owner_password, self.log)
        EmbeddedServer(self.folder).ensure_running()
        return (
            f"Upgraded from PostgreSQL {old.version} to {new.version}. The old data are still in {old_data}; "
            "delete that folder when all is well."
        )

    def status(self) -> ServerStatus:
        """Return the state of the server without starting it."""
        process = find_postmaster(self.data_folder)
        return ServerStatus(
            running=process is not None,
            pid=process.pid if process is not None else None,
            port=configured_port(self.data_folder),
            version=self._binaries.version,
            programs=self._binaries.folder,
            data_folder=self.data_folder,
            log=self.log,
        )

    def full_disk(self) -> str:
        """Return the line of the log that says that the server ended because its disk is full, or ""."""
        with suppress(OSError):  # not every account can read the log
            if NO_SPACE in (reason := last_failure(self.log)):
                return reason
        return ""

    def psql_command(self) -> str:
        """Return the path of psql. Raises `DatabaseError` if there is none."""
        bundled = find_binaries().folder / "psql"
        found = str(bundled) if bundled.is_file() else shutil.which("psql")
        if found is None:
            raise DatabaseError("there is no psql on this machine", advice="Install PostgreSQL's client.")
        return found

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the lock of the folder, and look at the data afresh: whoever held it may have upgraded them."""
        with lock_folder(self.folder, self._account):
            for name in ("data_folder", "_binaries", "_usable_binaries"):
                self.__dict__.pop(name, None)
            yield

    def _is_ready(self) -> bool:
        """Return whether the server runs and holds all that it should. Every command asks this first."""
        if find_postmaster(self.data_folder) is None or not self._reader_password.exists():
            return False
        try:
            with self._connect(DATABASE) as connection:
                return reader_is_ready(connection)
        except psycopg.OperationalError:
            return False

    def _provision(self) -> None:
        """Create and start what is missing; call it under the lock."""
        if not self.data_folder.exists():
            ensure_password(self._owner_password, self._account)
            create_cluster(self.data_folder, self._usable_binaries, self._account, self._owner_password)
        self._check_owner()
        if recorded_port(self.data_folder) not in (None, configured_port(self.data_folder)):
            self._stop(self.data_folder)  # an upgrade that was killed ran it where no client looks
        if find_postmaster(self.data_folder) is None:
            remove_remains(self.data_folder)
            self._start()
        if not self._becomes_ready():
            self._restart()
        with self._connect("postgres") as connection:
            create_database(connection)
        self._repair_reader()

    def _stop(self, data_folder: Path) -> None:
        process = find_postmaster(data_folder)
        if process is not None and stop_processes([process], FAST_SHUTDOWN, STOP_SECONDS):
            raise DatabaseError(
                f"the embedded server (process {process.pid}) did not stop within {STOP_SECONDS} seconds",
                advice=f"Look for the reason in its log: {self.log}. If it hangs, diaspora-dw db start restarts it.",
            )

    def _newest_data(self) -> Path | None:
        """Return the data folder of the newest major version, if there is one."""
        return max(self.folder.glob("pg[1-9][0-9]"), key=data_major, default=None)

    def _check_owner(self) -> None:
        owner = self.folder.stat().st_uid
        if owner != self._account.uid:
            raise DatabaseError(
                f"the embedded server in {self.folder} belongs to user number {owner}, "
                f"not to {self._account.name}",
                advice="Run as that account, or set DIASPORA_DW_HOME to a folder of your own.",
            )

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, psycopg.Error) as error:
            of_server = isinstance(error, psycopg.Error)
            look = f"Its log may say more: {self.log}." if of_server else "Check DIASPORA_DW_HOME."
            advice = advise(str(error), f"{look} {USE_ANOTHER}")
            raise DatabaseError(
                f"the embedded server in {self.folder} cannot be used: {str(error).strip()}",
                advice=FREE_A_CONNECTION if re.search(NO_FREE_CONNECTION, str(error)) else advice,
            ) from error

    def _start(self) -> None:
        reason = "no port is free"
        previous = configured_port(self.data_folder)
        for port in free_ports(previous):
            write_configuration(self.data_folder, port, self._binaries, self._account)
            started = self._account.run(
                [
                    self._usable_binaries.folder / "pg_ctl",
                    "start",
                    f"--pgdata={self.data_folder}",
                    f"--log={self.log}",
                    f"--timeout={START_SECONDS}",
                    "--wait",
                ],
                folder=self.folder,
                seconds=START_SECONDS + 30,
            )
            if started.returncode == 0 or find_postmaster(self.data_folder) is not None:
                if previous not in (None, port):
                    logger.warning(
                        "another program uses port %s, so the embedded server now listens on port %s and keeps it; "
                        "change the port in BI tools",
                        previous,
                        port,
                    )
                return
            reason = last_failure(self.log) or started.stderr.strip()
            # Another program may have taken the port just now, and even have left it again.
            if is_free(port) and "TCP/IP sockets" not in reason:
                break
        raise DatabaseError(
            f"the embedded PostgreSQL server did not start: {reason}",
            advice=advise(reason, f"Its log says more: {self.log}. {USE_ANOTHER}"),
        )

    def _becomes_ready(self) -> bool:
        """Wait until a running server accepts connections; return whether it does, or False if it ends or is stuck.

        It may be starting, even if the process that started it was killed, or recovering from a crash. Raises
        `psycopg.OperationalError` if it refuses connections for another reason.
        """
        started = clock.elapsed()
        reported, limit = 0.0, READY_SECONDS
        work = recovery_seconds(self.data_folder)
        while True:
            try:
                with self._connect("postgres"):
                    return True
            except psycopg.OperationalError as error:
                if not any(words in str(error) for words in NOT_READY):
                    raise
                answer = str(error).strip().rpartition(":")[2].strip()
            waited = clock.elapsed() - started
            if find_postmaster(self.data_folder) is None:
                return False
            if waited >= limit:
                before, work = work, recovery_seconds(self.data_folder)
                if work == before:
                    return False
                limit += READY_SECONDS
            if waited >= reported + PROGRESS_SECONDS:
                reported = waited
                logger.info(
                    "waiting for the embedded server: %s (%.0f seconds so far)",
                    answer,
                    waited,
                )
            time.sleep(0.1)

    def _restart(self) -> None:
        """Kill a server that does not become ready and start it again, once. Raises `DatabaseError` if that fails."""
        logger.warning(
            "the embedded server accepts no connections; killing its processes and starting it again"
        )
        kill_server(self.data_folder)
        self._start()
        if not self._becomes_ready():
            reason = self.full_disk()
            raise DatabaseError(
                f"the embedded server in {self.folder} accepts no connections, even after a restart"
                f"{reason and f': {reason}'}",
                advice=advise(
                    reason,
                    f"Look for the reason in its log: {self.log}. If it is recovering, wait until the log "
                    f"says that it is ready, then run again. {USE_ANOTHER}",
                ),
            )

    def _repair_reader(self) -> None:
        password = ensure_password(self._reader_password, self._account)
        with self._connect(DATABASE) as connection:
            create_reader(connection, password)

    def _connect(self, database: str) -> psycopg.Connection[TupleRow]:
        """Connect as the superuser, in autocommit. Raises `psycopg.OperationalError` if that fails."""
        return psycopg.connect(
            self.url("owner"),
            dbname=database,
            **CONNECTION,
            options="",
            connect_timeout=CONNECT_SECONDS,
            autocommit=True,
        )
