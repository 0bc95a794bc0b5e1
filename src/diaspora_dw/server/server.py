"""A PostgreSQL server of the user's own: made at first use, started when needed, left running for others.

It listens on 127.0.0.1 only and demands passwords. Its folder holds everything: data, passwords, log, lock.
"""

import logging
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg.rows import TupleRow

from diaspora_dw import clock
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account, account_for
from diaspora_dw.server.binaries import Binaries, find_binaries
from diaspora_dw.server.cluster import SUPERUSER, configure, configured_port, create_cluster
from diaspora_dw.server.folder import exclusively, prepare_folder, private_password, read_password
from diaspora_dw.server.journal import is_too_long, last_failure, shorten
from diaspora_dw.server.logins import (
    DATABASE,
    READER,
    create_database,
    create_reader,
    reader_is_in_order,
)
from diaspora_dw.server.port import HOST, free_ports, is_free
from diaspora_dw.server.process import clear_remains, end, postmaster

log = logging.getLogger(__name__)

START_SECONDS = 300
"""How long a start may take: after a crash the server first repairs its files."""

STOP_SECONDS = 60
FAST_SHUTDOWN = signal.SIGINT
"""What this signal means to PostgreSQL: end the sessions, then stop."""

SIGNS_OF_A_START = ("Connection refused", "the database system is")
"""What is heard from a server that is starting: "… is starting up", "… is not yet accepting connections"."""


@dataclass(frozen=True)
class ServerStatus:
    """How the server stands. `pid` is None where it does not run, `port` where it never did."""

    running: bool
    pid: int | None
    port: int | None
    version: str
    data_folder: Path
    log: Path


class EmbeddedServer:
    """The server whose files are below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log = self.folder / "server.log"
        self._owner_password = self.folder / "owner-password"
        self._reader_password = self.folder / "reader-password"

    @cached_property
    def data_folder(self) -> Path:
        """The data folder, named after the major version whose binaries alone can use it."""
        return self.folder / f"pg{self._binaries.major}"

    @cached_property
    def _binaries(self) -> Binaries:
        return find_binaries()

    @cached_property
    def _account(self) -> Account:
        return account_for([self.data_folder, self.folder])

    def ensure_running(self) -> str:
        """Start the server if it does not run, making it first if need be; returns the owner's address.

        Processes that call this at once share one server. Raises `DatabaseError` where it cannot be.
        """
        with self._explaining():
            if not self._is_in_order() or is_too_long(self.log):
                prepare_folder(self.folder, self._account)
                with exclusively(self.folder, self._account):
                    shorten(self.log)
                    if not self._is_in_order():
                        self._bring_in_order()
        return self.url("owner")

    def url(self, role: Literal["owner", "reader"]) -> str:
        """The address of the warehouse, password included, for its owner or for a login that only reads.

        Raises `DatabaseError` where the server was never started.
        """
        port = configured_port(self.data_folder)
        if port is None:
            raise DatabaseError(
                f"there is no embedded server in {self.folder} that this account could use",
                advice="Start it: diaspora-dw db start",
            )
        owner = role == "owner"
        password = read_password(self._owner_password if owner else self._reader_password)
        return f"postgresql://{SUPERUSER if owner else READER}:{quote(password)}@{HOST}:{port}/{DATABASE}"

    def grant_reader(self) -> None:
        """Make or repair the readers' login, and its membership in the readers' role once there is that role.

        Raises `DatabaseError` where the server does not run.
        """
        with self._explaining():
            self._check_ownership()
            with exclusively(self.folder, self._account):
                self._repair_reader()

    def stop(self) -> None:
        """Stop the server if it runs: sessions are ended, what was not committed is undone.

        Raises `DatabaseError` where it is another account's, or does not end.
        """
        remaining = []
        with self._explaining():
            if not self.folder.exists():
                return
            self._check_ownership()
            with exclusively(self.folder, self._account):
                process = postmaster(self.data_folder)
                if process is not None:
                    remaining = end([process], FAST_SHUTDOWN, STOP_SECONDS)
        if remaining:
            raise DatabaseError(
                f"the embedded server (process {remaining[0].pid}) did not stop within {STOP_SECONDS} seconds",
                advice=f"Its log may say why: {self.log}",
            )

    def status(self) -> ServerStatus:
        """How the server stands, without starting it."""
        process = postmaster(self.data_folder)
        return ServerStatus(
            running=process is not None,
            pid=process.pid if process is not None else None,
            port=configured_port(self.data_folder),
            version=self._binaries.version,
            data_folder=self.data_folder,
            log=self.log,
        )

    def psql_command(self) -> str:
        """The path of psql. Raises `DatabaseError` where there is none."""
        beside = self._binaries.program("psql")
        found = str(beside) if beside.is_file() else shutil.which("psql")
        if found is None:
            raise DatabaseError("there is no psql on this machine", advice="Install PostgreSQL's client.")
        return found

    def _is_in_order(self) -> bool:
        """Whether the server runs and holds all that it should: what is asked before every command."""
        if postmaster(self.data_folder) is None or not self._reader_password.exists():
            return False
        try:
            with self._connect(DATABASE) as connection:
                return reader_is_in_order(connection)
        except psycopg.OperationalError:
            return False

    def _bring_in_order(self) -> None:
        """Make and start what is missing, under the lock."""
        if not self.data_folder.exists():
            self._warn_of_other_data()
            private_password(self._owner_password, self._account)
            create_cluster(self.data_folder, self._usable_binaries, self._account, self._owner_password)
        self._check_ownership()
        if postmaster(self.data_folder) is None:
            clear_remains(self.data_folder)
            self._start()
        self._await_answer()
        with self._connect("postgres") as connection:
            create_database(connection)
        self._repair_reader()

    def _warn_of_other_data(self) -> None:
        for found in sorted(self.folder.glob("pg*/PG_VERSION")):
            log.warning(
                "%s holds the data of PostgreSQL %s and stays as it is; PostgreSQL %s begins without any",
                found.parent,
                found.read_text(encoding="ascii").strip(),
                self._binaries.version,
            )

    @cached_property
    def _usable_binaries(self) -> Binaries:
        return self._binaries.usable_by(self._account, self.folder)

    def _check_ownership(self) -> None:
        owner = self.folder.stat().st_uid
        if owner != self._account.uid:
            raise DatabaseError(
                f"the embedded server in {self.folder} belongs to user number {owner}, "
                f"not to {self._account.name}",
                advice="Run as that account, or set DIASPORA_DW_HOME to a folder of your own.",
            )

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Turn what the system or the server refuses into a `DatabaseError` that says what to do next."""
        try:
            yield
        except (OSError, psycopg.Error) as error:
            raise DatabaseError(
                f"the embedded server in {self.folder} cannot be used: {str(error).strip()}",
                advice=f"Its log may say more: {self.log}. {USE_ANOTHER}",
            ) from error

    def _start(self) -> None:
        """Start the server, on the port it had before if that is free."""
        said = "no port is free"
        for port in free_ports(configured_port(self.data_folder)):
            configure(self.data_folder, port, self._account)
            started = self._account.run(
                [
                    self._usable_binaries.program("pg_ctl"),
                    "start",
                    f"--pgdata={self.data_folder}",
                    f"--log={self.log}",
                    f"--timeout={START_SECONDS}",
                    "--wait",
                ],
                folder=self.folder,
                seconds=START_SECONDS + 30,
            )
            if started.returncode == 0:
                return
            said = last_failure(self.log) or started.stderr.strip()
            if is_free(port):  # so it was not for the port, which somebody may have taken just now
                break
        raise DatabaseError(
            f"the embedded PostgreSQL did not start: {said}",
            advice=f"Its log says more: {self.log}. {USE_ANOTHER}",
        )

    def _await_answer(self) -> None:
        """Wait until a running server takes connections: another process's start may have been cut short.

        Raises `psycopg.OperationalError` where it will not.
        """
        deadline = clock.elapsed() + START_SECONDS
        while True:
            try:
                with self._connect("postgres"):
                    return
            except psycopg.OperationalError as error:
                passing = any(sign in str(error) for sign in SIGNS_OF_A_START)
                if not passing or postmaster(self.data_folder) is None or clock.elapsed() > deadline:
                    raise
            time.sleep(0.1)

    def _repair_reader(self) -> None:
        password = private_password(self._reader_password, self._account)
        with self._connect(DATABASE) as connection:
            create_reader(connection, password)

    @contextmanager
    def _connect(self, database: str) -> Iterator[psycopg.Connection[TupleRow]]:
        """A connection as the superuser, in autocommit. Raises `psycopg.OperationalError` where there is none.

        It says all that PGHOSTADDR, PGSSLMODE and the like would otherwise decide.
        """
        with psycopg.connect(
            self.url("owner"),
            dbname=database,
            hostaddr=HOST,
            sslmode="disable",
            gssencmode="disable",
            channel_binding="disable",
            target_session_attrs="any",
            options="",
            connect_timeout=10,
            autocommit=True,
        ) as connection:
            yield connection
