"""A server that never becomes ready is killed and started again, once; then commands end with exit code 5."""

import os
import signal
from contextlib import AbstractContextManager, nullcontext
from itertools import count

import psycopg
import pytest

from diaspora_dw.errors import ExitCode
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server import server as server_module
from diaspora_dw.server.process import find_postmaster
from tests.server.processes import STARTED, is_alive, kill, python, wait_for

IMPATIENT = """
from diaspora_dw.server import server as module
module.START_SECONDS = module.READY_SECONDS = 1
module.PROGRESS_SECONDS = 0
"""
COMMAND = """
import sys
from diaspora_dw.__main__ import main
sys.argv[1:] = ["run", "--offline"]
main()
"""


def stop_and_let_recovery_run(server: EmbeddedServer, command: str) -> None:
    """Stop a server. When it starts, it recovers from an archive and first runs this command in its data folder."""
    with psycopg.connect(server.url("owner"), autocommit=True) as connection:
        connection.execute(f"alter system set restore_command = '{command}'".encode())
    server.stop()
    (server.data_folder / "recovery.signal").touch()
    os.chown(server.data_folder / "recovery.signal", server.data_folder.stat().st_uid, -1)


def test_a_server_that_is_stuck_in_recovery_is_restarted_with_its_data(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")
    stop_and_let_recovery_run(running, "rm recovery.signal; sleep 600")
    starting = python(STARTED, running.folder)
    assert wait_for(lambda: not (running.data_folder / "recovery.signal").exists())
    starting.kill()
    starting.communicate()
    stuck = find_postmaster(running.data_folder)
    assert stuck is not None
    asleep = stuck.children(recursive=True)

    monkeypatch.setattr(server_module, "READY_SECONDS", 1)
    monkeypatch.setattr(server_module, "PROGRESS_SECONDS", 0)
    with caplog.at_level("INFO"), psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    assert "waiting for the embedded server: the database system is" in caplog.text
    assert caplog.text.count("starting it again") == 1
    assert not any(map(is_alive, [stuck, *asleep]))


@pytest.mark.parametrize("works", [True, False])
def test_a_server_is_waited_for_as_long_as_its_recovery_does_work(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    attempts = iter(range(10))

    def connect(*_: object) -> AbstractContextManager[None]:
        if next(attempts, None) is not None:
            raise psycopg.OperationalError("FATAL:  the database system is in recovery mode")
        return nullcontext()

    work = count()
    monkeypatch.setattr(server_module, "READY_SECONDS", 0.1)
    monkeypatch.setattr(server_module, "recovery_seconds", lambda _: next(work) if works else 0)
    monkeypatch.setattr(EmbeddedServer, "_connect", connect)
    assert running._becomes_ready() is works


def test_a_server_whose_first_process_hangs_is_restarted(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = find_postmaster(running.data_folder)
    assert hanging is not None
    hanging.suspend()
    monkeypatch.setattr(server_module, "READY_SECONDS", 1)
    monkeypatch.setattr(server_module, "CONNECT_SECONDS", 2)
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not is_alive(hanging)


def test_a_run_ends_with_5_if_the_server_is_stuck_again_after_its_restart(running: EmbeddedServer) -> None:
    stop_and_let_recovery_run(running, "sleep 600")
    run = python(IMPATIENT + COMMAND, DIASPORA_DW_HOME=str(running.folder.parent))
    _, printed = run.communicate(timeout=120)
    assert run.returncode == ExitCode.DATABASE_UNREACHABLE, printed
    assert "waiting for the embedded server: the database system is" in printed
    assert printed.count("starting it again") == 1
    assert "accepts no connections, even after a restart" in printed
    assert f"its log: {running.log}" in printed
    assert "Traceback" not in printed


def test_a_hanging_process_of_a_server_that_died_is_killed_before_the_next_start(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diaspora_dw.server.process.ORPHAN_SECONDS", 1)
    postmaster = find_postmaster(running.data_folder)
    assert postmaster is not None
    orphan = next(child for child in postmaster.children() if "checkpointer" in child.cmdline()[0])
    orphan.send_signal(signal.SIGSTOP)
    kill(postmaster)
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not is_alive(orphan)
