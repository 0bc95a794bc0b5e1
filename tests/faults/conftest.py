"""What the fault tests share: an undisturbed warehouse with its truth, and copies of it to disturb."""

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
from tests.faults.wholeness import Truth, faults_in, standing, versions_in_use
from tests.running.small_world import small_environment


@dataclass(frozen=True)
class Undisturbed:
    """A warehouse that both versions of everything were loaded into, one after the other, without a fault."""

    name: str
    """Of its database. Not to be connected to."""
    home: Path
    truth: Truth
    known: frozenset[Line]
    """All that a reader can have been told."""
    lines: int
    """How many lines an answer has."""


@dataclass
class Disturbed:
    """A warehouse to disturb: its database, its home, its publishers, and runs against them."""

    at: Callable[[], Database]
    """Where its database is now: an embedded server that comes back can have moved to another port."""
    home: Path
    publishers: Changing
    truth: Truth
    known: frozenset[Line]
    lines: int
    scratch: Path
    """For what runs say, and what they are told by a file."""
    server: EmbeddedServer | None = None
    """An embedded server of its own, which runs start where it does not run."""
    begun: int = 0

    @property
    def database(self) -> Database:
        """Its database."""
        return self.at()

    def begin(self, *arguments: str, url: str | None = None, **environment: str) -> RunningCommand:
        """Begin a run in a process of its own; it says its report as JSON when it ends."""
        self.begun += 1
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
            output=self.scratch / f"said-{self.begun}",
        )

    def publish_other(self) -> None:
        """Let the publishers bring out of everything the version that does not stand."""
        self.publishers.other_than(versions_in_use(self.database, self.truth))

    def faults(self) -> list[str]:
        """What is wrong in the warehouse."""
        return faults_in(self.database, self.truth)

    def goes_on(self) -> None:
        """See that an undisturbed run ends well, and that what is published is then what stands, whole."""
        run = self.begin()
        assert run.end() == 0, run.printed()
        assert self.faults() == []
        assert versions_in_use(self.database, self.truth) == self.publishers.out


@pytest.fixture(scope="session")
def changing() -> Iterator[Changing]:
    """Publishers whose figures change."""
    with changing_publishers() as publishers:
        yield publishers


@pytest.fixture(scope="session")
def undisturbed(
    databases: Databases,
    migrated_template: str,
    changing: Changing,
    tmp_path_factory: pytest.TempPathFactory,
) -> Undisturbed:
    """A warehouse that holds both versions of everything."""
    name = databases.make(migrated_template)
    database = Database(databases.url(name))
    warehouse = Disturbed(
        lambda: database,
        tmp_path_factory.mktemp("undisturbed"),
        changing,
        Truth({}, {}, frozenset(), {}),
        frozenset(),
        0,
        tmp_path_factory.mktemp("scratch"),
    )
    versions: dict[str, tuple[str, int]] = {}
    known: set[Line] = set()
    lines = 0
    for version in (0, 1):
        changing.out.update(dict.fromkeys(DATASETS, version))
        run = warehouse.begin()
        assert run.end() == 0, run.printed()
        for edition, digest in standing(warehouse.database).items():
            dataset = edition.removeprefix("undesa ").split()[0]
            if dataset in DATASETS:
                versions[digest] = (dataset, version)
        with warehouse.database.connect("reader", autocommit=True) as connection:
            got = answer(connection)
        known |= got
        lines = len(got)
    return Undisturbed(name, warehouse.home, Truth.of(warehouse.database, versions), frozenset(known), lines)


@pytest.fixture
def disturbed(
    databases: Databases, undisturbed: Undisturbed, changing: Changing, tmp_path: Path
) -> Iterator[Disturbed]:
    """A warehouse of the test's own, with everything loaded."""
    name = databases.make(undisturbed.name)
    home = tmp_path / "disturbed"
    copytree(undisturbed.home, home)
    database = Database(databases.url(name))
    yield Disturbed(
        lambda: database,
        home,
        changing,
        undisturbed.truth,
        undisturbed.known,
        undisturbed.lines,
        tmp_path,
    )
    databases.drop(name)


@contextmanager
def on_own_server(
    home: Path, undisturbed: Undisturbed, publishers: Changing, scratch: Path
) -> Iterator[Disturbed]:
    """A warehouse on an embedded server of its own below its home, with everything loaded."""
    home.mkdir(mode=0o755, exist_ok=True)
    server = EmbeddedServer(home / "server")
    try:
        server.ensure_running()
        warehouse = Disturbed(
            lambda: Database(server.url("owner"), server.url("reader")),
            home,
            publishers,
            undisturbed.truth,
            undisturbed.known,
            undisturbed.lines,
            scratch,
            server,
        )
        warehouse.goes_on()
        yield warehouse
    finally:
        server.stop()
