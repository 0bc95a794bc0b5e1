"""Provide what tests share: a server, databases in several states, the publishers' mirror, the command line.

A real PostgreSQL starts once a session: the embedded one or, with `--postgres system`, the newest installed one.
Tests get their own databases on it, copied from templates, so that none sees the rows of another. The processes of
pytest-xdist share the server, and each template is filled by the first that needs it.
"""

import gc
import json
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from diaspora_dw.__main__ import NEW_OBJECTS_BEFORE_COLLECTING
from diaspora_dw.database import Database
from diaspora_dw.migrating import provision
from diaspora_dw.server import EmbeddedServer
from tests.commands import RunningCommand
from tests.places import fast_folder
from tests.publishers import MIRROR, lying_publisher

pytest_plugins = ["tests.atlas", "tests.browsing", "tests.empty_warehouse", "tests.small_warehouse"]

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        choices=("embedded", "system"),
        default="embedded",
        help="The PostgreSQL that integration tests run on.",
    )


OPEN_FOLDER = pytest.StashKey[Path]()
SLOW = (
    "scaling/test_scaling_spark.py",
    "faults/test_faults_killed_client.py",
    "site/test_site_browser.py",
    "running/test_running_wrong_workbooks.py",
    "running/test_running_wrong_figures.py",
    "running/test_running_content.py",
    "server/test_server_upgrade.py",
    "running/test_running_offline.py",
    "loading/test_loading_checks.py",
    "faults/test_faults_killed_server.py",
    "running/test_running_bad_workbooks.py",
    "server/test_server_start.py",
    "sql/test_sql_more_checks.py",
    "running/test_running_deadline.py",
    "schema/test_schema_migrations.py",
    "rendering/test_rendering_browser.py",
    "server/test_server_process.py",
    "cli/test_cli_commands.py",
    "faults/test_faults_connection.py",
    "etl/undesa/test_undesa_reading.py",
)
"""Files that come first: if a process of pytest-xdist began one of them last, the others would wait for it."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the session's folder, unless pytest-xdist started this process for a session that has one."""
    if hasattr(config, "workerinput"):
        config.stash[OPEN_FOLDER] = Path(config.workerinput["open_folder"])
    else:
        config.stash[OPEN_FOLDER] = Path(tempfile.mkdtemp(prefix="diaspora-dw-tests-", dir=fast_folder()))
        config.stash[OPEN_FOLDER].chmod(0o755)
        config.option.loadscopereorder = False  # pytest-xdist would begin with the files of the most tests
    # As in the command line itself: little of what is made is garbage, and the search for it takes time.
    gc.set_threshold(NEW_OBJECTS_BEFORE_COLLECTING)
    # Shells let what they start in the background ignore it, and so would the processes that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Otherwise the session's server would outlive it.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("ended by SIGTERM", returncode=128 + signal.SIGTERM))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist the session's folder."""
    node.workerinput["open_folder"] = str(node.config.stash[OPEN_FOLDER])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, in their order."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_sessionfinish() -> None:
    """Collect garbage once: pytest does it five times in the end, and would look at all that is left each time."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's server and remove its folder, once all processes have ended."""
    if not hasattr(config, "workerinput"):
        EmbeddedServer(config.stash[OPEN_FOLDER] / "server").stop()
        shutil.rmtree(config.stash[OPEN_FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def open_folder(request: pytest.FixtureRequest) -> Path:
    """A folder of the session that any account can enter, as the server's must; pytest's own are private."""
    return request.config.stash[OPEN_FOLDER]


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest, open_folder: Path) -> str:
    """The address of the session's server, as its owner."""
    server = EmbeddedServer(open_folder / "server")
    system = request.config.getoption("--postgres") == "system"
    with mock.patch("diaspora_dw.server.binaries._package", return_value=None) if system else nullcontext():
        url = server.ensure_running()
    # Only on this server. It never crashes, and hundreds of databases live too short to need a vacuum.
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
    return url


@dataclass(frozen=True)
class Databases:
    """Makes databases on the session's server."""

    owner_url: str
    folder: Path
    """Holds what belongs to templates: homes, outputs, locks."""

    def url(self, name: str) -> str:
        """Return the address of a database, as its owner."""
        parts = conninfo_to_dict(self.owner_url)
        return f"postgresql://{parts['user']}:{parts['password']}@{parts['host']}:{parts['port']}/{name}"

    def make(self, template: str | None = None) -> str:
        """Create a database, empty or as a copy; return its name."""
        name = f"t_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(template or "template0")
                )
            )
        return name

    def template(self, name: str, fill: Callable[[Database], object], template: str | None = None) -> str:
        """Return the name of a database to copy and not to connect to; the first process to need it fills it."""
        with (
            FileLock(self.folder / f"{name}.lock"),
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
        ):
            if not connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
                made = self.make(template)
                fill(Database(self.url(made)))
                connection.execute(
                    sql.SQL("alter database {} rename to {}").format(
                        sql.Identifier(made), sql.Identifier(name)
                    )
                )
        return name

    def drop(self, name: str) -> None:
        """Drop a database and end its sessions."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    @contextmanager
    def temporary(self, template: str | None = None) -> Iterator[Database]:
        """Provide a database, empty or as a copy, and drop it at the end."""
        name = self.make(template)
        try:
            yield Database(self.url(name))
        finally:
            self.drop(name)


@pytest.fixture(scope="session")
def databases(server_url: str, open_folder: Path) -> Databases:
    """Databases on the session's server."""
    return Databases(server_url, open_folder)


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """The template with the schema and the views, and nothing loaded."""
    return databases.template("migrated", provision)


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[Database]:
    """A database with nothing in it."""
    with databases.temporary() as database:
        yield database


@pytest.fixture
def database(databases: Databases, migrated_template: str) -> Iterator[Database]:
    """A database with the schema and the views, and nothing loaded."""
    with databases.temporary(migrated_template) as database:
        yield database


@pytest.fixture(scope="session")
def migrated(databases: Databases, migrated_template: str) -> Iterator[Database]:
    """A database with the schema and the views, and nothing loaded, shared by tests that only read."""
    with databases.temporary(migrated_template) as database:
        yield database


@pytest.fixture(scope="session")
def mirror() -> Iterator[str]:
    """The address of a server with the publishers' real figures."""
    if not MIRROR.is_file():
        pytest.skip("needs the publishers' figures in ../shared")
    with lying_publisher(real=True) as publisher:
        yield publisher.url


@dataclass(frozen=True)
class Command:
    """The result of a command."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Parse its standard output as JSON."""
        return json.loads(self.out)


CallCommand = Callable[..., Command]


def call_command(
    *arguments: str,
    database: Database | None,
    home: Path,
    publisher: str = "http://127.0.0.1:9",
    environment: dict[str, str] | None = None,
    seconds: float = 120,
) -> Command:
    """Run diaspora-dw to its end, in a process of its own. Without a publisher's address, none can be reached."""
    given = {
        "DIASPORA_DW_HOME": str(home),
        "DIASPORA_DW_UNDESA_URL": publisher,
        "DIASPORA_DW_WORLDBANK_URL": publisher,
        "DIASPORA_DW_DATA360_URL": publisher,
        **({"DATABASE_URL": database.owner_url} if database else {}),
        **(environment or {}),
    }
    with tempfile.TemporaryDirectory() as folder:
        running = RunningCommand(*arguments, environment=given, output=Path(folder, "out"))
        return Command(running.end(seconds), running.out(), running.err())


@pytest.fixture(scope="session")
def loaded_template(databases: Databases, open_folder: Path, mirror: str) -> str:
    """The template with everything loaded, as `run` loads it."""

    def load(database: Database) -> None:
        home = open_folder / "loaded-home"
        done = call_command("run", database=database, home=home, publisher=mirror, seconds=600)
        assert done.code == 0, done.out + done.err

    return databases.template("loaded", load)


@pytest.fixture(scope="session")
def loaded(databases: Databases, loaded_template: str) -> Iterator[Database]:
    """A database with everything loaded, shared by tests that only read."""
    with databases.temporary(loaded_template) as database:
        yield database


@pytest.fixture
def loaded_copy(databases: Databases, loaded_template: str) -> Iterator[Database]:
    """A database with everything loaded, which the test may change."""
    with databases.temporary(loaded_template) as database:
        yield database


@pytest.fixture
def loaded_home(open_folder: Path, loaded_template: str, tmp_path: Path) -> Path:
    """A copy of the data folder of the loaded database, snapshots included."""
    home = tmp_path / "home"
    shutil.copytree(open_folder / "loaded-home", home)
    return home


@pytest.fixture
def command(tmp_path: Path) -> CallCommand:
    """Calls diaspora-dw with the test's own data folder."""

    def call(*arguments: str, **given: Any) -> Command:
        return call_command(*arguments, **{"home": tmp_path / "home", **given})

    return call


def without_password(url: str) -> str:
    """Return an address without its password."""
    parts = conninfo_to_dict(url)
    parts.pop("password", None)
    return make_conninfo("", **parts)
