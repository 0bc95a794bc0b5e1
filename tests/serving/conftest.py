"""Provide a primary, a replica and PgBouncer, with a small world loaded, and runs that publish anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Command, call_command
from tests.faults.changing import DATASETS, Changing, changing_publishers
from tests.faults.watching import Line, answer
from tests.running.small_world import small_environment
from tests.serving.machines import ANALYST, ETL, Machines, Programs, running_machines


@dataclass
class Served:
    """Machines with a warehouse, and the runs that load it."""

    machines: Machines
    publishers: Changing
    folder: Path
    """Holds the runs' snapshots and configuration."""
    known: frozenset[Line] = frozenset()
    """All lines that a reader may see."""
    lines: int = 0
    """The number of lines in an answer."""

    def call(self, *arguments: str, at: str, login: str = ETL) -> Command:
        """Run diaspora-dw with one of the machines as its server."""
        address = self.publishers.publisher.url
        return call_command(
            *arguments,
            database=self.machines.database(at, login),
            home=self.folder / "home",
            publisher=address,
            environment=small_environment(self.folder, address),
        )

    def publish(self, version: int) -> Command:
        """Run the main job after the publishers have brought out a version of everything."""
        self.publishers.out.update(dict.fromkeys(DATASETS, version))
        return self.call("run", at="primary")

    def learn(self) -> None:
        """Publish both versions, and remember what a reader sees of each."""
        for version in (0, 1):
            done = self.publish(version)
            assert done.code == 0, done.err
            with self.machines.database("primary", ANALYST).connect("reader") as connection:
                seen = answer(connection)
            self.known |= seen
            self.lines = len(seen)
        self.machines.wait_for_replica()


@pytest.fixture(scope="session")
def served(open_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A primary, its replica and PgBouncer, with a small world loaded twice."""
    programs = Programs.find()
    if programs is None:
        pytest.skip("needs the programs of Debian's packages postgresql and pgbouncer")
    folder = open_folder / "machines"
    folder.mkdir()
    with running_machines(folder, programs) as machines, changing_publishers() as publishers:
        served = Served(machines, publishers, tmp_path_factory.mktemp("served"))
        served.learn()
        yield served
