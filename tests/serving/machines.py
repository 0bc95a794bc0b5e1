"""A primary, a replica of it and PgBouncer in front of it, as they are set up with Debian's packages.

Their configuration is that of `deploy/`, with this machine's ports and folders in the place of the documented ones.
"""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.pooler import start_pooler, stop_pooler
from diaspora_dw.database import Database
from diaspora_dw.migrating import provision
from diaspora_dw.server.account import Account, choose_account
from diaspora_dw.server.logins import READER_SETTINGS
from diaspora_dw.server.port import HOST

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DATABASE = "diaspora_dw"
PASSWORD = "not a secret"
ADMIN, ETL, ANALYST, REPLICATOR = "postgres", "warehouse_etl", "analyst", "replicator"

LISTED = "select rolname, rolpassword from pg_authid where rolname = any(%s)"


@dataclass(frozen=True)
class Programs:
    """Where PostgreSQL's and PgBouncer's programs are."""

    postgresql: Path
    pgbouncer: Path

    @classmethod
    def find(cls) -> "Programs | None":
        """Return those of the system, or None if one is missing."""
        servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"))
        pgbouncer = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        return cls(servers[-1].parent, Path(pgbouncer)) if servers and pgbouncer else None


@dataclass(frozen=True)
class Machines:
    """A running primary, its replica, and a PgBouncer in front of each."""

    folder: Path
    programs: Programs
    account: Account
    ports: dict[str, int]

    def url(self, machine: str, login: str = ANALYST) -> str:
        """Return the address of a machine for a login."""
        return make_conninfo(
            host=HOST, port=self.ports[machine], user=login, password=PASSWORD, dbname=DATABASE
        )

    def database(self, machine: str, login: str = ANALYST) -> Database:
        """Return the warehouse as a machine shows it to a login."""
        return Database(self.url(machine, login))

    def admin(self, machine: str) -> psycopg.Connection:
        """Connect as the superuser."""
        return psycopg.connect(self.url(machine, ADMIN), autocommit=True)

    def wait_for_replica(self, seconds: float = 30) -> float:
        """Wait until the replica shows what the primary has committed by now; return the seconds it took."""
        began = time.monotonic()
        with self.admin("primary") as primary, self.admin("replica") as replica:
            written = primary.execute("select pg_current_wal_lsn()").fetchone()
            while replica.execute("select pg_last_wal_replay_lsn() >= %s", written).fetchone() != (True,):
                assert time.monotonic() < began + seconds, "the replica does not catch up"
                time.sleep(0.01)
        return time.monotonic() - began

    def _call(self, program: Path | str, *arguments: str | Path) -> None:
        done = self.account.run(
            [self.programs.postgresql / program, *arguments], folder=self.folder, seconds=60
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _start_server(self, machine: str) -> None:
        self._call(
            "pg_ctl", "start", "-w", "-D", self.folder / machine, "-l", self.folder / f"{machine}.log",
            "-o", f"-c port={self.ports[machine]} -c listen_addresses={HOST} -c unix_socket_directories=''",
        )  # fmt: skip

    def _configure(self, machine: str, text: str) -> None:
        with (self.folder / machine / "postgresql.conf").open("a") as file:
            file.write(text)

    def start_primary(self) -> None:
        """Start a primary with the roles of production and an empty warehouse."""
        self._call(
            "initdb", "-D", self.folder / "primary", "-U", ADMIN, "-A", "trust", "--no-sync",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        self._configure("primary", (DEPLOY / "replica/primary.conf").read_text() + "fsync = off\n")
        (self.folder / "primary" / "pg_hba.conf").write_text(
            f"host all {ADMIN} {HOST}/32 trust\n"
            f"host replication {REPLICATOR} {HOST}/32 scram-sha-256\n"
            f"host all all {HOST}/32 scram-sha-256\n"
        )
        self._start_server("primary")
        maintenance = make_conninfo(self.url("primary", ADMIN), dbname="postgres")
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        provision(self.database("primary", ADMIN))
        with self.admin("primary") as connection:
            for login, kind in (
                (ETL, "in role diaspora_dw_loader, diaspora_dw_reader"),
                (ANALYST, "in role diaspora_dw_reader connection limit 25"),
                (REPLICATOR, "replication"),
            ):
                connection.execute(f"create role {login} login password '{PASSWORD}' {kind}".encode())
            for name, value in READER_SETTINGS.items():
                literal = value if name == "search_path" else f"'{value}'"
                connection.execute(f"alter role {ANALYST} set {name} = {literal}".encode())

    def start_replica(self) -> None:
        """Copy the primary and start the copy as its replica."""
        primary = make_conninfo(host=HOST, port=self.ports["primary"], user=REPLICATOR, password=PASSWORD)
        self._call(
            "pg_basebackup", "-D", self.folder / "replica", "-d", primary,
            "--write-recovery-conf", "--create-slot", "--slot=replica_1", "--checkpoint=fast",
        )  # fmt: skip
        self._configure("replica", (DEPLOY / "replica/replica.conf").read_text())
        self._start_server("replica")

    def start_pooler(self, name: str, server: str) -> None:
        """Start a PgBouncer in front of a server, with the documented configuration."""
        folder = self.folder / name
        folder.mkdir()
        with self.admin("primary") as connection:
            logins = dict(connection.execute(LISTED, ([ANALYST, ETL],)).fetchall())
        start_pooler(
            self.programs.pgbouncer, self.account, folder,
            server_port=self.ports[server], url=self.url(name), secrets=logins,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop whatever runs."""
        for folder in self.folder.iterdir():
            stop_pooler(folder)
        for machine in ("replica", "primary"):
            if (self.folder / machine / "postmaster.pid").exists():
                self._call("pg_ctl", "stop", "-m", "immediate", "-D", self.folder / machine)


@contextmanager
def running_machines(folder: Path, programs: Programs) -> Iterator[Machines]:
    """Set up a primary, a replica and a PgBouncer in front of each in an empty folder; stop them at the end."""
    account = choose_account([])
    account.take_ownership(folder)
    names = ("primary", "replica", "pooler", "primary_pooler")
    machines = Machines(folder, programs, account, dict(zip(names, _free_ports(len(names)), strict=True)))
    try:
        machines.start_primary()
        machines.start_replica()
        machines.start_pooler("pooler", "replica")
        machines.start_pooler("primary_pooler", "primary")
        yield machines
    finally:
        machines.stop()


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
