"""Which account the server runs as, and which folders it refuses."""

import os
import pwd
from pathlib import Path

import psutil
import psycopg
import pytest

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer, account
from tests.server.processes import as_root_only, as_user, nobodys_number, ordinary_user


def _address(server: EmbeddedServer) -> str:
    """Start a server from a new object, as any process would, and return its address once it has answered."""
    address = EmbeddedServer(server.folder).ensure_running()
    with psycopg.connect(address):
        return address


def _stopped(server: EmbeddedServer) -> str:
    EmbeddedServer(server.folder).stop()
    return "stopped"


@as_root_only
def test_root_runs_the_server_as_an_unprivileged_account(shared_server: EmbeddedServer) -> None:
    pid = shared_server.status().pid
    assert pid is not None
    process = psutil.Process(pid)
    assert process.username() in account.ACCOUNTS_FOR_ROOT
    assert set(process.uids()) == {shared_server.data_folder.stat().st_uid}
    assert set(process.gids()) == {pwd.getpwnam(process.username()).pw_gid}
    assert "Groups:\t\n" in Path(f"/proc/{pid}/status").read_text().replace(" \n", "\n")


@as_root_only
def test_a_server_runs_as_an_ordinary_user(server: EmbeddedServer, shared_server: EmbeddedServer) -> None:
    user = ordinary_user()
    server.folder.mkdir()
    server.folder.chmod(0o700)
    os.chown(server.folder, user, user)

    address = as_user(user, lambda: _address(server))
    assert address.startswith("postgresql://diaspora:")
    pid = next(server.folder.glob("pg*/postmaster.pid")).read_text().split()[0]
    assert psutil.Process(int(pid)).uids().effective == user


@as_root_only
def test_root_runs_the_server_of_an_ordinary_users_folder_as_that_user(server: EmbeddedServer) -> None:
    user = ordinary_user()
    server.folder.mkdir()
    os.chown(server.folder, user, -1)

    server.ensure_running()
    assert psutil.Process(server.status().pid).uids().effective == user


@as_root_only
def test_the_servers_account_can_continue_what_root_started(running: EmbeddedServer) -> None:
    user = running.data_folder.stat().st_uid

    assert as_user(user, lambda: _address(running)) == running.url("owner")
    assert as_user(user, lambda: _stopped(running)) == "stopped"
    assert running.status().running is False
    assert as_user(user, lambda: _address(running)) == running.url("owner")
    assert running.ensure_running() == running.url("owner")


@as_root_only
@pytest.mark.parametrize("ask", ["ensure_running", "stop", "grant_reader"])
def test_a_folder_of_another_account_is_refused(shared_server: EmbeddedServer, ask: str) -> None:
    folder = shared_server.folder
    answer = as_user(ordinary_user(), lambda: str(getattr(EmbeddedServer(folder), ask)()))
    assert answer.startswith("DatabaseError")
    assert "DIASPORA_DW_HOME" in answer
    assert shared_server.status().running is True


@as_root_only
def test_a_server_of_another_account_is_reported_as_not_running(shared_server: EmbeddedServer) -> None:
    folder = shared_server.folder
    assert as_user(ordinary_user(), lambda: str(EmbeddedServer(folder).status().running)) == "False"


@as_root_only
def test_a_user_without_an_account_entry_is_told_to_use_another_server(server: EmbeddedServer) -> None:
    number = nobodys_number()
    answer = as_user(number, lambda: _address(server))
    assert answer.startswith("DatabaseError")
    assert str(number) in answer
    assert "DATABASE_URL" in answer


@as_root_only
def test_root_without_an_account_to_become_is_told_to_use_another_server(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "ACCOUNTS_FOR_ROOT", ("no-such-account",))
    with pytest.raises(DatabaseError, match="no-such-account") as raised:
        server.ensure_running()
    assert "DATABASE_URL" in raised.value.advice


@as_root_only
def test_a_strict_umask_of_root_does_not_lock_the_account_out(place: Path) -> None:
    server = EmbeddedServer(place / "var" / "warehouse" / "server")
    before = os.umask(0o077)
    try:
        server.ensure_running()
    finally:
        os.umask(before)
    assert server.status().running is True
    assert server.folder.stat().st_mode & 0o777 == 0o700


@as_root_only
def test_a_folder_that_the_account_cannot_enter_is_named(server: EmbeddedServer) -> None:
    server.folder.parent.chmod(0o700)
    with pytest.raises(DatabaseError, match="cannot use") as raised:
        server.ensure_running()
    assert str(server.folder) in raised.value.message
    assert "DIASPORA_DW_HOME" in raised.value.advice
