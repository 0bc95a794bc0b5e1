"""Starting, sharing, querying and stopping a server."""

import os
import socket
from pathlib import Path
from unittest import mock

import psutil
import psycopg
import pytest

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer, ServerStatus
from diaspora_dw.server import server as server_module
from tests.server.processes import STARTED, python

HOSTILE = {
    "PGHOST": "nowhere.invalid",
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGUSER": "somebody",
    "PGPASSWORD": "something",
    "PGDATABASE": "elsewhere",
    "PGDATA": "/nonexistent",
    "PGSSLMODE": "verify-full",
    "PGGSSENCMODE": "require",
    "PGCHANNELBINDING": "require",
    "PGTARGETSESSIONATTRS": "standby",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PGCLIENTENCODING": "LATIN9",
    "PGTZ": "Asia/Dushanbe",
    "LANG": "xx_XX.utf8",
    "LANGUAGE": "de",
    "LC_ALL": "tr_TR.UTF-8",
    "LC_MESSAGES": "de_DE.UTF-8",
}


def test_the_address_leads_to_the_warehouse_on_this_machine(shared_server: EmbeddedServer) -> None:
    password = (shared_server.folder / "owner-password").read_text().strip()
    port = shared_server.status().port
    assert shared_server.url("owner") == f"postgresql://diaspora:{password}@127.0.0.1:{port}/diaspora_dw"
    with psycopg.connect(shared_server.url("owner")) as connection:
        row = connection.execute("select current_user, current_database()").fetchone()
    assert row == ("diaspora", "diaspora_dw")


def test_a_running_server_is_found_without_its_lock_or_any_tool(
    shared_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lock_folder", "prepare_folder", "create_reader"):
        monkeypatch.setattr(server_module, name, mock.Mock(side_effect=AssertionError(name)))
    assert EmbeddedServer(shared_server.folder).ensure_running() == shared_server.url("owner")


def test_a_server_has_yet_to_be_created_in_a_new_folder_and_not_where_it_has_run(
    server: EmbeddedServer, shared_server: EmbeddedServer
) -> None:
    assert server.prepare()
    assert not EmbeddedServer(shared_server.folder).prepare()


def test_two_processes_that_start_at_once_share_one_server(server: EmbeddedServer) -> None:
    starting = [python(STARTED, server.folder) for _ in range(3)]
    answer = [process.communicate(timeout=60) for process in starting]
    pids = {out for out, _ in answer}
    assert pids == {f"{server.status().pid}\n"}, answer


def test_a_hostile_environment_changes_nothing(server: EmbeddedServer) -> None:
    starting = python(STARTED, server.folder, **HOSTILE)
    out, err = starting.communicate(timeout=60)
    assert out == f"{server.status().pid}\n", err
    inherited = psutil.Process(int(out)).environ()
    assert {name for name in HOSTILE if inherited.get(name) == HOSTILE[name]} == set()
    with psycopg.connect(server.url("owner")) as connection:
        settings: dict[str, str] = dict(
            connection.execute("select name, setting from pg_settings").fetchall()
        )
        assert connection.execute("select lower('I')").fetchone() == ("i",)
    assert settings["lc_messages"] == "C"
    assert settings["lc_numeric"] == "C"
    lines = server.log.read_text().splitlines()
    # A reader of a server that another test stopped may still try its port, which this one can have been given.
    assert [line for line in lines if "FATAL" in line and "diaspora_dw_analyst@" not in line] == []


def test_a_path_may_contain_spaces(place: Path) -> None:
    server = EmbeddedServer(place / "the data's new folder (é)" / "server")
    with psycopg.connect(server.ensure_running()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.stop()
    assert server.status().running is False


def test_a_link_to_the_folder_leads_to_the_same_server(running: EmbeddedServer, place: Path) -> None:
    (place / "link").symlink_to(running.folder)
    assert EmbeddedServer(place / "link").ensure_running() == running.url("owner")
    assert EmbeddedServer(place / "link").status() == running.status()


def test_a_taken_port_makes_the_server_choose_another_say_so_and_keep_it(
    running: EmbeddedServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert caplog.messages == []
    first = running.status().port
    running.stop()
    with socket.create_server(("127.0.0.1", first)):
        running.ensure_running()
        second = running.status().port
        with psycopg.connect(running.url("owner")) as connection:
            assert connection.info.port == second
    assert second != first
    assert caplog.messages == [
        f"another program uses port {first}, so the embedded server now listens on port {second} and keeps it; "
        "change the port in BI tools"
    ]

    caplog.clear()
    running.stop()
    running.ensure_running()
    assert running.status().port == second
    assert caplog.messages == []


def test_a_port_that_is_taken_while_the_server_starts_makes_it_try_the_next(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        ports = [taken.getsockname()[1], free.getsockname()[1]]
        free.close()
        monkeypatch.setattr(server_module, "free_ports", lambda kept: iter(ports))
        server.ensure_running()
    assert server.status().port == ports[1]


def test_a_server_that_cannot_start_says_why_and_names_its_log(running: EmbeddedServer) -> None:
    running.stop()
    with (running.data_folder / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")
    with pytest.raises(DatabaseError, match="errors") as raised:
        running.ensure_running()
    assert str(running.log) in raised.value.advice
    assert "no_such_setting" in running.log.read_text()


def test_a_lost_password_is_an_error_that_names_its_file(running: EmbeddedServer) -> None:
    path = running.folder / "owner-password"
    path.write_text("another\n")
    with pytest.raises(DatabaseError, match="password authentication failed"):
        running.ensure_running()
    path.unlink()
    with pytest.raises(DatabaseError, match="owner-password"):
        running.ensure_running()


def test_a_dropped_database_is_created_again(running: EmbeddedServer) -> None:
    postgres = running.url("owner").removesuffix("diaspora_dw") + "postgres"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("drop database diaspora_dw")
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.info.dbname == "diaspora_dw"


def test_the_status_of_a_server_that_never_ran_does_not_create_it(server: EmbeddedServer) -> None:
    state = server.status()
    assert state == ServerStatus(
        running=False,
        pid=None,
        port=None,
        version=state.version,
        programs=state.programs,
        data_folder=server.data_folder,
        log=server.folder / "server.log",
    )
    assert (state.programs / "pg_ctl").is_file()
    with pytest.raises(DatabaseError, match="no embedded server"):
        server.url("owner")
    server.stop()
    assert not server.folder.exists()


def test_a_stopped_server_keeps_its_data_its_port_and_its_passwords(running: EmbeddedServer) -> None:
    with psycopg.connect(running.url("owner")) as connection:
        connection.execute("create table kept as select 1 as n")
    before = running.url("owner"), running.url("reader")
    running.stop()
    assert running.status().running is False
    running.stop()
    running.ensure_running()
    assert (running.url("owner"), running.url("reader")) == before
    with psycopg.connect(running.url("owner")) as connection:
        assert connection.execute("select n from kept").fetchone() == (1,)


def test_psql_can_be_executed(shared_server: EmbeddedServer) -> None:
    assert os.access(shared_server.psql_command(), os.X_OK)
