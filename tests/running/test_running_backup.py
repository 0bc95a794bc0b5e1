"""What docs/operations.md says of backups: dump, restore, and the job goes on where the dump was made."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.database import Database
from diaspora_dw.inspecting.checking import check_active
from diaspora_dw.migrating import provision
from diaspora_dw.running.report import Outcome
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.binaries import find_binaries
from tests.conftest import Databases
from tests.running.in_use import everything_in_use
from tests.running.small_world import OTHER_WORKBOOK, run_small, small_publishers
from tests.small_warehouse import SmallWarehouse


def tool(name: str, url: str, *arguments: str) -> str:
    """Run a PostgreSQL program of the server's own version against a database."""
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10_000
    found = [
        folder / name
        for folder in (find_binaries().folder, *Path("/usr/lib/postgresql").glob("*/bin"))
        if (folder / name).is_file() and f" {server}." in _version(folder / name)
    ]
    if not found:
        pytest.skip(f"needs the program {name} of PostgreSQL {server}, the version of the server")
    parts = conninfo_to_dict(url)
    done = subprocess.run(
        [found[0], *arguments],
        env={
            **os.environ,
            "PGHOST": str(parts["host"]),
            "PGPORT": str(parts["port"]),
            "PGUSER": str(parts["user"]),
            "PGPASSWORD": str(parts["password"]),
            "PGDATABASE": str(parts["dbname"]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _version(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def dump(small: SmallWarehouse, tmp_path: Path) -> Path:
    """A dump of the small warehouse."""
    path = tmp_path / "warehouse.dump"
    tool("pg_dump", small.database.owner_url, "--format=custom", f"--file={path}")
    return path


@pytest.fixture
def other_server(open_folder: Path) -> Iterator[EmbeddedServer]:
    """A server that has never seen the warehouse, its roles included."""
    server = EmbeddedServer(open_folder / "restored")
    server.ensure_running()
    yield server
    server.stop()


def assert_goes_on(restored: Database, small: SmallWarehouse) -> None:
    """Nothing is different, nothing is loaded twice, and what is new still comes in."""
    with restored.connect("owner", autocommit=True) as owner:
        owner.execute("analyze")
    assert everything_in_use(restored) == everything_in_use(small.database)
    assert provision(restored) == []
    assert not [name for name, found in check_active(restored) if found.stops]
    with restored.connect("reader") as reader:
        assert reader.execute("select count(*) > 0 from mart.corridor").fetchone() == (True,)

    with small_publishers() as publisher:
        unchanged = run_small(restored, small.home, publisher.url)
    assert {step.outcome for step in unchanged.steps} == {Outcome.UNCHANGED}
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        changed = run_small(restored, small.home, publisher.url)
    assert [step.dataset for step in changed.steps if step.outcome is Outcome.PUBLISHED] == ["2024"]


def test_runs_continue_in_a_dump_restored_beside_the_original(
    databases: Databases, small: SmallWarehouse, dump: Path
) -> None:
    name = databases.make()
    try:
        url = databases.url(name)
        tool("pg_restore", url, "--exit-on-error", f"--dbname={name}", str(dump))
        assert_goes_on(Database(url), small)
    finally:
        databases.drop(name)


def test_runs_continue_in_a_dump_restored_on_another_server_once_the_roles_exist(
    other_server: EmbeddedServer, small: SmallWarehouse, dump: Path
) -> None:
    url = other_server.url("owner")
    with psycopg.connect(url) as connection:
        for role in ("owner", "loader", "reader"):
            connection.execute(f"create role diaspora_dw_{role} nologin".encode())
    tool("pg_restore", url, "--exit-on-error", "--dbname=diaspora_dw", str(dump))
    assert_goes_on(Database(url), small)


def test_the_roles_can_be_copied_from_the_old_server(small: SmallWarehouse) -> None:
    roles = tool("pg_dumpall", small.database.owner_url, "--roles-only", "--no-role-passwords")
    for role in ("owner", "loader", "reader"):
        assert f"CREATE ROLE diaspora_dw_{role};" in roles
