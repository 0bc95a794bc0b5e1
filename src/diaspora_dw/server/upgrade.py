"""Carry a server's data over to another major version of PostgreSQL: dump them, and restore them beside.

`pg_upgrade` would need both versions to sort text by the same provider, which PostgreSQL 15 and 18 here do not.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account
from diaspora_dw.server.binaries import Binaries
from diaspora_dw.server.cluster import SUPERUSER, configured_port, initialise, write_configuration
from diaspora_dw.server.folder import (
    LOCK_SECONDS,
    create_atomically,
    open_own,
    read_password,
    write_private_file,
)
from diaspora_dw.server.port import CONNECT_SECONDS, CONNECTION, HOST, any_free_port
from diaspora_dw.server.process import processes_below, remove_remains, stop_processes

STEP_SECONDS = LOCK_SECONDS
"""How long one step may take: as long as other commands wait. The dump of a warehouse of 60 releases takes seconds."""

PROGRAMS = ("pg_dump", "pg_dumpall", "pg_restore", "psql", "vacuumdb")
"""The new version's programs that an upgrade needs besides the server's. Some systems package them separately."""

IMMEDIATE_SHUTDOWN = signal.SIGQUIT


@dataclass(frozen=True)
class Cluster:
    """A data folder and the programs of its version."""

    data_folder: Path
    binaries: Binaries


def check_programs(new: Binaries) -> None:
    """Raise `DatabaseError` if the new version lacks a program that an upgrade needs."""
    missing = [name for name in PROGRAMS if not (new.folder / name).is_file()]
    if missing:
        raise DatabaseError(
            f"PostgreSQL {new.version} in {new.folder} lacks {', '.join(missing)}, which an upgrade needs",
            advice=f"Install the client programs of PostgreSQL {new.major} as well, then run again.",
        )


def carry_over(old: Cluster, new: Cluster, account: Account, password_file: Path, log: Path) -> None:
    """Create the new data folder with all roles and databases of the old one, which stays as it is.

    The new folder appears complete or not at all. Call it under the lock, while neither server runs. Raises
    `DatabaseError` if a step fails.
    """
    # Those of an upgrade that was killed.
    for remains in new.data_folder.parent.glob(f".{new.data_folder.name}.new-*"):
        stop_processes(processes_below(remains), IMMEDIATE_SHUTDOWN, 10)
    with create_atomically(new.data_folder, account) as unfinished:
        scratch = unfinished.parent
        initialise(unfinished, new.binaries, account, password_file)
        if port := configured_port(old.data_folder):
            write_configuration(unfinished, port, new.binaries, account)
        password = read_password(password_file)
        write_private_file(scratch / "pgpass", f"{HOST}:*:*:{SUPERUSER}:{password}\n", account)
        upgrade = _Upgrade(account, scratch, log)
        with upgrade.running(old) as address:
            roles, dumps = upgrade.dump(address, new.binaries)
        with upgrade.running(Cluster(unfinished, new.binaries)) as address:
            upgrade.restore(address, new.binaries, roles, dumps)


@dataclass(frozen=True)
class _Upgrade:
    """The steps of an upgrade, run as an account with a folder of its own."""

    account: Account
    scratch: Path
    log: Path

    @contextmanager
    def running(self, cluster: Cluster) -> Iterator[str]:
        """Run a server on a port that no client knows, and give its address."""
        port = any_free_port()
        remove_remains(cluster.data_folder)
        options = f"-p {port} -c listen_addresses={HOST} -c unix_socket_directories="
        try:
            self.control(cluster, "start", f"--log={self.log}", f"--options={options}")
            yield make_conninfo(
                **CONNECTION,
                host=HOST,
                port=port,
                user=SUPERUSER,
                password="",  # not PGPASSWORD
                passfile=str(self.scratch / "pgpass"),
                dbname="postgres",
                options="",
                connect_timeout=CONNECT_SECONDS,
            )
        except BaseException:
            with suppress(DatabaseError, OSError):  # the first error says more
                self.control(cluster, "stop", "--mode=fast")
            raise
        self.control(cluster, "stop", "--mode=fast")

    def control(self, cluster: Cluster, action: str, *arguments: str) -> None:
        """Start or stop a server, which first has to recover if it crashed."""
        data, wait = f"--pgdata={cluster.data_folder}", f"--timeout={STEP_SECONDS - 60}"
        self.call(cluster.binaries, "pg_ctl", action, data, *arguments, "--wait", wait)

    def dump(self, address: str, binaries: Binaries) -> tuple[Path, list[Path]]:
        """Dump the roles, and each database that is not PostgreSQL's own. Return the files."""
        roles = self.scratch / "roles.sql"
        self.call(binaries, "pg_dumpall", f"--dbname={address}", "--globals-only", f"--file={roles}")
        with psycopg.connect(address) as connection:
            names = connection.execute(
                "select datname from pg_database where datname not in ('postgres', 'template0', 'template1')"
            ).fetchall()
        dumps = []
        for number, (name,) in enumerate(names):
            dumps.append(self.scratch / f"{number}.dump")
            database = f"--dbname={make_conninfo(address, dbname=name)}"
            self.call(binaries, "pg_dump", database, "--format=custom", f"--file={dumps[-1]}")
        return roles, dumps

    def restore(self, address: str, binaries: Binaries, roles: Path, dumps: list[Path]) -> None:
        """Restore what was dumped, and count rows for the planner."""
        database = f"--dbname={address}"
        with open_own(roles) as file:  # without the role that initdb created
            text = file.read().decode().replace(f"CREATE ROLE {SUPERUSER};\n", "", 1)
        write_private_file(roles, text, self.account)
        self.call(
            binaries, "psql", database, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={roles}"
        )
        for dump in dumps:
            self.call(binaries, "pg_restore", database, "--create", "--exit-on-error", str(dump))
        self.call(binaries, "vacuumdb", f"--maintenance-db={address}", "--all", "--analyze-only", "--quiet")

    def call(self, binaries: Binaries, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL. Raises `DatabaseError` with its last line if it fails."""
        done = self.account.run(
            [binaries.folder / program, *arguments], folder=self.scratch, seconds=STEP_SECONDS
        )
        if done.returncode != 0:
            reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise DatabaseError(
                f"the upgrade failed in {program} of PostgreSQL {binaries.version}: {reason}",
                advice=f"The old data are as they were. The server's log may say more: {self.log}. {USE_ANOTHER}",
            )
