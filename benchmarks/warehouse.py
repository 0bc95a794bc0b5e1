"""Warehouses to measure, each in a folder and with a server of its own, and the stand-in for the publishers."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import psutil
import psycopg

from benchmarks.measuring import Taken, time_module
from benchmarks.synthetic import fill
from diaspora_dw.database import Database
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.settings import Settings

MIRROR = Path(__file__).resolve().parents[2] / "shared" / "tools" / "mirror.py"
FILLED = "filled"
"""The file in a stored warehouse that says that it is complete."""
PUBLISHERS = ("UNDESA", "WORLDBANK", "DATA360")


@contextmanager
def publisher() -> Iterator[str]:
    """Give the address of a server that stands in for all publishers, with their own files."""
    if not MIRROR.is_file():
        sys.exit(
            f"The publishers' files are missing: there is no {MIRROR}. Measure without the part loading."
        )
    mirror = subprocess.Popen([sys.executable, MIRROR], stdout=subprocess.PIPE, text=True)
    try:
        yield (mirror.stdout or sys.exit("the mirror has no output")).readline().strip()
    finally:
        mirror.terminate()
        mirror.wait()


@dataclass(frozen=True)
class Warehouse:
    """A warehouse in a folder of its own."""

    home: Path
    publisher: str = ""

    def command(self, *arguments: str) -> Taken:
        """Run a command of `diaspora-dw` on this warehouse."""
        addresses = {f"DIASPORA_DW_{name}_URL": self.publisher for name in PUBLISHERS if self.publisher}
        return time_module(
            ["diaspora_dw", *arguments],
            # The bytecode of an installed package is there already; some containers keep it from being written.
            {"DIASPORA_DW_HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "", **addresses},
        )

    @property
    def server(self) -> EmbeddedServer:
        """Return its server."""
        return EmbeddedServer(self.home / "server")

    @property
    def database(self) -> Database:
        """Return its database."""
        return Database.open(Settings(database_url=None, home=self.home))

    def server_computing(self) -> float:
        """Return the seconds that the server's processes computed so far, those of open connections left out."""
        return sum(psutil.Process(self.server.status().pid).cpu_times()[:4])

    def new_database(self, name: str) -> str:
        """Create an empty database on its server, and return the address."""
        address = self.server.ensure_running()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return re.sub(r"/[^/]*$", f"/{name}", address)


@contextmanager
def new_warehouse(publisher: str = "") -> Iterator[Warehouse]:
    """Give a folder for a warehouse. In the end its server is stopped and the folder removed."""
    with TemporaryDirectory(
        prefix="diaspora-dw-benchmark-", dir="/var/tmp", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        folder.chmod(0o755)
        warehouse = Warehouse(folder / "home", publisher)
        try:
            yield warehouse
        finally:
            warehouse.server.stop()
            rmtree(warehouse.home, ignore_errors=True)


@contextmanager
def filled_warehouse(factor: int, store: Path | None) -> Iterator[Warehouse]:
    """Give a warehouse with the published figures, or one with invented figures and a multiple of the origins.

    An invented one stays in the store, if one is given, and the next time is only brought up to date.
    """
    if factor == 1:
        with publisher() as address, new_warehouse(address) as warehouse:
            warehouse.command("run")
            yield warehouse
    elif store is None:
        with new_warehouse() as warehouse:
            fill(warehouse.database, factor)
            yield warehouse
    else:
        warehouse = Warehouse(store / str(factor))
        try:
            if (warehouse.home / FILLED).is_file():
                warehouse.command("db", "migrate")
            else:
                fill(warehouse.database, factor)
                (warehouse.home / FILLED).touch()
            yield warehouse
        finally:
            warehouse.server.stop()
