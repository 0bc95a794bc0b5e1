"""Provide an intact warehouse with the expected rows, and copies of it for faults to hit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from diaspora_dw.database import Database
from diaspora_dw.server import EmbeddedServer
from tests.commands import RunningCommand
from tests.conftest import Databases
from tests.faults.changing import DATASETS, Changing, changing_publishers
from tests.faults.watching import Line, answer
from tests.faults.wholeness import ExpectedRows, active_digests, find_faults, versions_in_use
from tests.running.small_world import small_environment


@dataclass(frozen=True)
class IntactWarehouse:
    """A warehouse into which both versions of all datasets were loaded without a fault."""

    name: str
    """Of its database. Not to be connected to."""
    home: Path
    expected: ExpectedRows
    known: frozenset[Line]
    """All lines that a reader may see."""
    lines: int
    """The number of lines in an answer."""


@dataclass
class FaultTarget:
    """A warehouse that faults hit, and the runs that load it."""

    at: Callable[[], Database]
    """Where its database is now: an embedded server that comes back can have moved to another port."""
    home: Path
    publishers: Changing
    expected: ExpectedRows
    known: frozenset[Line]
    lines: int
    scratch: Path
    """Holds what runs print, and their configuration."""
    server: EmbeddedServer | None = None
    """Its own embedded server, if it has one; runs start it."""
    started: int = 0

    @property
    def database(self) -> Database:
        """Its database."""
        return self.at()

    def start(self, *arguments: str, url: str | None = None, **environment: str) -> RunningCommand:
        """Start a run in its own process; it prints its report as JSON when it ends."""
        self.started += 1
        if self.server is None or url:
            environment["DATABASE_URL"] = url or self.database.owner_url
        return RunningCommand(
            "run",
            "--json",
            *arguments,
            environment={
                **small_environment(self.scratch, self.publishers.publisher.url),
                "DIASPORA_DW_HOME": str(self.home),
                **environment,
            },
            output=self.scratch / f"printed-{self.started}",
        )

    def change_figures(self) -> None:
        """Let the publishers serve the version of each dataset that is not in use."""
        self.publishers.switch_from(versions_in_use(self.database, self.expected))

    def faults(self) -> list[str]:
        """Return what is wrong in the warehouse."""
        return find_faults(self.database, self.expected)

    def check_next_run(self) -> None:
        """Check that a run without faults succeeds and publishes what the publishers serve."""
        run = self.start()
        assert run.end() == 0, run.printed()
        assert self.faults() == []
        assert versions_in_use(self.database, self.expected) == self.publishers.out


@pytest.fixture(scope="session")
def changing() -> Iterator[Changing]:
    """Publishers whose figures change."""
    with changing_publishers() as publishers:
        yield publishers


@pytest.fixture(scope="session")
def intact(
    databases: Databases,
    migrated_template: str,
    changing: Changing,
    tmp_path_factory: pytest.TempPathFactory,
) -> IntactWarehouse:
    """A warehouse that holds both versions of everything."""
    name = databases.make(migrated_template)
    database = Database(databases.url(name))
    warehouse = FaultTarget(
        lambda: database,
        tmp_path_factory.mktemp("intact"),
        changing,
        ExpectedRows({}, {}, frozenset(), {}),
        frozenset(),
        0,
        tmp_path_factory.mktemp("scratch"),
    )
    versions: dict[str, tuple[str, int]] = {}
    known: set[Line] = set()
    lines = 0
    for version in (0, 1):
        changing.out.update(dict.fromkeys(DATASETS, version))
        run = warehouse.start()
        assert run.end() == 0, run.printed()
        for edition, digest in active_digests(warehouse.database).items():
            dataset = edition.removeprefix("undesa ").split()[0]
            if dataset in DATASETS:
                versions[digest] = (dataset, version)
        with warehouse.database.connect("reader", autocommit=True) as connection:
            got = answer(connection)
        known |= got
        lines = len(got)
    return IntactWarehouse(
        name, warehouse.home, ExpectedRows.of(warehouse.database, versions), frozenset(known), lines
    )


@pytest.fixture
def target(
    databases: Databases, intact: IntactWarehouse, changing: Changing, tmp_path: Path
) -> Iterator[FaultTarget]:
    """A warehouse of the test's own, with everything loaded."""
    home = tmp_path / "target"
    copytree(intact.home, home)
    with databases.temporary(intact.name) as database:
        yield FaultTarget(
            lambda: database, home, changing, intact.expected, intact.known, intact.lines, tmp_path
        )


@contextmanager
def on_own_server(
    home: Path, intact: IntactWarehouse, publishers: Changing, scratch: Path
) -> Iterator[FaultTarget]:
    """A warehouse on an embedded server of its own below its home, with everything loaded."""
    home.mkdir(mode=0o755, exist_ok=True)
    server = EmbeddedServer(home / "server")
    try:
        server.ensure_running()
        warehouse = FaultTarget(
            lambda: Database(server.url("owner"), server.url("reader")),
            home,
            publishers,
            intact.expected,
            intact.known,
            intact.lines,
            scratch,
            server,
        )
        warehouse.check_next_run()
        yield warehouse
    finally:
        server.stop()
