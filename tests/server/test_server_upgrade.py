"""Data of another major version: the server goes on with its programs, upgrades on demand, or says what is missing."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from unittest import mock

import psutil
import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.running.report import Outcome
from diaspora_dw.server import EmbeddedServer, binaries, upgrade
from diaspora_dw.server.account import choose_account
from diaspora_dw.settings import Settings
from tests.running.in_use import everything_in_use
from tests.running.small_world import OTHER_WORKBOOK, run_small, small_publishers
from tests.server.conftest import folder_for_servers
from tests.server.processes import kill, move_to_quiet_port, ordinary_user, python, wait_for

UPGRADE = """
import sys
from pathlib import Path
from diaspora_dw.server import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).upgrade()
"""


@dataclass(frozen=True)
class OldWarehouse:
    """A stopped server of an old major version with the small world in it."""

    server_folder: Path
    home: Path
    contents: dict[str, object]


@pytest.fixture(scope="module")
def old_binaries() -> binaries.Binaries:
    """The programs of the oldest PostgreSQL here that is older than the package's."""
    installed = list(binaries._installed())
    newest = binaries.find_binaries().major
    older = [found for found in installed if found.major < newest]
    if not older:
        there = ", ".join(found.version for found in installed)
        pytest.skip(f"needs two major versions of PostgreSQL; there is {there}")
    return min(older, key=lambda found: found.major)


@pytest.fixture(scope="module")
def old_warehouse(old_binaries: binaries.Binaries) -> Iterator[OldWarehouse]:
    with folder_for_servers() as folder:
        home = folder / "home"
        home.mkdir()
        settings = Settings(database_url=None, home=home)
        server = EmbeddedServer(settings.server_folder)
        with mock.patch("diaspora_dw.server.server.find_binaries", return_value=old_binaries):
            server.ensure_running()
            with psycopg.connect(server.url("owner"), autocommit=True) as connection:
                connection.execute("create role ana login password 'secret'")
                connection.execute("create database other")
            with small_publishers() as publisher:
                assert run_small(None, home, publisher.url).exit_code == 0
            database = Database(server.url("owner"))
            contents = everything_in_use(database)
            server.stop()
        yield OldWarehouse(server.folder, home, contents)


@pytest.fixture
def old(old_warehouse: OldWarehouse, place: Path) -> OldWarehouse:
    """A copy of the old warehouse, for one test to do anything with."""
    subprocess.run(["cp", "-a", old_warehouse.home, place / "home"], check=True)
    return OldWarehouse(place / "home" / "server", place / "home", old_warehouse.contents)


def test_a_server_goes_on_with_the_version_that_made_its_data(
    old: OldWarehouse, old_binaries: binaries.Binaries
) -> None:
    server = EmbeddedServer(old.server_folder)
    database = Database(server.ensure_running())
    assert server.status().version == old_binaries.version
    assert everything_in_use(database) == old.contents


def test_an_upgrade_keeps_everything(old: OldWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    misleading = {"PGHOSTADDR": "192.0.2.1", "PGPASSWORD": "wrong", "PGOPTIONS": "-c nonsense=1"}
    for name, value in misleading.items():
        monkeypatch.setenv(name, value)
    newest = binaries.find_binaries()
    server = EmbeddedServer(old.server_folder)
    port = move_to_quiet_port(server)
    server.ensure_running()
    assert newest.version in server.upgrade()
    for name in misleading:
        monkeypatch.delenv(name)

    server = EmbeddedServer(old.server_folder)
    assert server.status().port == port
    assert (server.status().running, server.status().version) == (True, newest.version)
    database = Database(server.url("owner"), server.url("reader"))
    assert everything_in_use(database) == old.contents
    with psycopg.connect(server.url("owner")) as connection:
        assert connection.info.server_version // 10_000 == newest.major
        assert connection.execute("select count(*) from pg_database where datname = 'other'").fetchone() == (
            1,
        )
        ana = connection.execute("select rolpassword like 'SCRAM%' from pg_authid where rolname = 'ana'")
        assert ana.fetchone() == (True,)
    with database.connect("reader") as reader:
        assert reader.execute("select count(*) > 0 from mart.corridor").fetchone() == (True,)
        assert reader.execute("show default_transaction_isolation").fetchone() == ("repeatable read",)

    with small_publishers() as publisher:
        unchanged = run_small(None, old.home, publisher.url)
    assert {step.outcome for step in unchanged.steps} == {Outcome.UNCHANGED}
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        changed = run_small(None, old.home, publisher.url)
    assert [step.dataset for step in changed.steps if step.outcome is Outcome.PUBLISHED] == ["2024"]
    assert EmbeddedServer(old.server_folder).upgrade().startswith("Nothing to upgrade")


def test_a_failed_upgrade_leaves_the_old_data_in_use(
    old: OldWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("no space left")

    monkeypatch.setattr(upgrade._Upgrade, "restore", fail)
    with pytest.raises(DatabaseError, match="no space left"):
        EmbeddedServer(old.server_folder).upgrade()

    assert [path.name for path in old.server_folder.glob("*pg*")] == [
        EmbeddedServer(old.server_folder).data_folder.name
    ]
    assert everything_in_use(Database(EmbeddedServer(old.server_folder).ensure_running())) == old.contents


def test_an_upgrade_whose_server_cannot_be_stopped_tells_the_first_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = choose_account([tmp_path])
    upgrading = upgrade._Upgrade(account, tmp_path, tmp_path / "log")
    asked = []

    def fail(_: object, __: object, ___: str, action: str, *____: str) -> None:
        asked.append(action)
        raise DatabaseError(f"cannot {action}")

    monkeypatch.setattr(upgrade._Upgrade, "call", fail)
    cluster = upgrade.Cluster(tmp_path, binaries.find_binaries())
    with pytest.raises(DatabaseError, match="cannot start"), upgrading.running(cluster):
        pass
    assert asked == ["start", "stop"]


def test_an_upgrade_without_the_programs_that_it_needs_stops_nothing(
    old: OldWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedServer(old.server_folder)
    server.ensure_running()
    pid = server.status().pid
    monkeypatch.setattr(upgrade, "PROGRAMS", ("pg_dump", "no-program"))
    with pytest.raises(DatabaseError, match="lacks no-program, which an upgrade needs"):
        EmbeddedServer(old.server_folder).upgrade()
    assert server.status().pid == pid


def test_a_killed_upgrade_leaves_the_old_data_in_use_and_can_be_repeated(old: OldWarehouse) -> None:
    old_data = EmbeddedServer(old.server_folder).data_folder
    for running in (f"{old_data.name}/postmaster.pid", ".pg*.new-*/pg*/postmaster.pid"):
        EmbeddedServer(old.server_folder).stop()
        upgrading = python(UPGRADE, old.server_folder)
        # glob, unlike Path.glob, passes over a folder that is gone by the time it is read.
        assert wait_for(lambda pattern=str(old.server_folder / running): bool(glob(pattern)))  # noqa: PTH207
        kill(psutil.Process(upgrading.pid))
        upgrading.communicate()
        assert everything_in_use(Database(EmbeddedServer(old.server_folder).ensure_running())) == old.contents

    EmbeddedServer(old.server_folder).stop()
    waiting = EmbeddedServer(old.server_folder)
    assert not waiting.status().running
    EmbeddedServer(old.server_folder).upgrade()
    assert EmbeddedServer(old.server_folder).data_folder != old_data
    # What waited meanwhile, with the old data in mind, goes on with the new.
    assert everything_in_use(Database(waiting.ensure_running())) == old.contents
    assert not list(old.server_folder.glob(".pg*"))


@pytest.mark.parametrize("major", [14, 99])
def test_data_of_a_version_that_is_not_installed_are_an_error_that_names_both(
    server: EmbeddedServer, major: int
) -> None:
    data = server.folder / f"pg{major}"
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(server.folder, ordinary_user(), -1)
    with pytest.raises(DatabaseError, match=f"{data} are of PostgreSQL {major}") as raised:
        server.ensure_running()
    assert binaries.find_binaries().version in raised.value.message
    assert "db upgrade" in raised.value.advice
    assert [path.name for path in server.folder.glob("*pg*")] == [data.name]


def test_the_programs_of_the_old_version_can_be_in_any_folder(
    tmp_path: Path, old_binaries: binaries.Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = binaries.find_binaries()
    monkeypatch.setattr(binaries, "_installed", lambda: iter([newest]))
    data = tmp_path / f"pg{old_binaries.major}"
    with pytest.raises(DatabaseError, match=f"but this machine has PostgreSQL {newest.version}"):
        binaries.find_binaries_for(data)
    with pytest.raises(DatabaseError, match=f"but {tmp_path} holds no PostgreSQL 15 or newer that runs here"):
        binaries.find_binaries_for(data, tmp_path)
    assert binaries.find_binaries_for(data, old_binaries.folder) == old_binaries
