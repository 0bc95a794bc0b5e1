"""A server is running only if its process really serves its folder; a dead one is restarted."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import filelock
import psutil
import psycopg
import pytest

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer, folder
from tests.server.processes import MODULES, STARTED, as_root_only, is_alive, kill, python, wait_for

UNDER_PID_1 = """
import json, os, sys
from pathlib import Path
import psutil
from diaspora_dw.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.ensure_running()
dead = server.status().pid
processes = [psutil.Process(dead), *psutil.Process(dead).children()]
for process in processes:
    process.kill()
while psutil.Process(dead).status() != psutil.STATUS_ZOMBIE:
    pass
believed = server.status().running
server.ensure_running()
print(json.dumps({
    "own": os.getpid(), "believed": believed, "runs": server.status().running, "reaped": not psutil.pid_exists(dead)
}))
server.stop()
"""


def _process(server: EmbeddedServer) -> psutil.Process:
    pid = server.status().pid
    assert pid is not None
    return psutil.Process(pid)


def _leave_pid_file_of(server: EmbeddedServer, pid: int) -> None:
    """Kill a server's processes and write another process's number into the pid file that it leaves."""
    postmaster = _process(server)
    kill(postmaster, *postmaster.children())
    pid_file = server.data_folder / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text("".join([f"{pid}\n", *lines[1:]]))


@contextmanager
def _stranger(server: EmbeddedServer, code: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a process as the server's account: PostgreSQL itself would accept its number."""
    account = server.data_folder.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sh", "-c", code], stdout=subprocess.PIPE, text=True, user=account) as stranger:
        try:
            yield stranger
        finally:
            stranger.kill()


def test_a_killed_server_is_detected_and_restarted_with_its_data(running: EmbeddedServer) -> None:
    with psycopg.connect(running.url("owner")) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")
    postmaster = _process(running)
    kill(postmaster, *postmaster.children())

    assert running.status().running is False
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    assert running.status().pid != postmaster.pid


def test_a_query_that_outlives_its_killed_server_does_not_prevent_the_next_start(
    running: EmbeddedServer,
) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        orphan = psutil.Process(connection.info.backend_pid)
        busy = threading.Thread(target=_count_forever, args=(connection,))
        busy.start()
        assert wait_for(lambda: orphan.cpu_times().user > 0.05)
        kill(_process(running))
        assert is_alive(orphan)
        try:
            running.ensure_running()
            assert not is_alive(orphan)
        finally:
            kill(orphan)
            busy.join(10)


def _count_forever(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("do $$ begin loop end loop; end $$")


def test_a_start_whose_process_was_killed_is_awaited(running: EmbeddedServer) -> None:
    postmaster = _process(running)
    kill(postmaster, *postmaster.children())
    starting = python(STARTED, running.folder)
    assert wait_for(lambda: running.status().running)
    starting.kill()
    starting.communicate()

    pid = running.status().pid
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert running.status().pid == pid


def test_a_pid_file_with_the_number_of_another_process_is_ignored(running: EmbeddedServer) -> None:
    with _stranger(running, "exec sleep 60") as stranger:
        _leave_pid_file_of(running, stranger.pid)

        assert running.status().running is False
        running.ensure_running()
        assert running.status().running is True
        assert stranger.poll() is None


def test_a_pid_file_with_the_number_of_another_server_is_ignored(
    running: EmbeddedServer, shared_server: EmbeddedServer
) -> None:
    _leave_pid_file_of(running, _process(shared_server).pid)

    assert running.status().running is False
    running.ensure_running()
    assert running.status().pid != shared_server.status().pid
    assert shared_server.status().running is True


def test_a_pid_file_with_the_number_of_an_unreaped_process_is_ignored(running: EmbeddedServer) -> None:
    with _stranger(running, "sleep 0.2 & echo $!; exec sleep 60") as negligent:
        assert negligent.stdout is not None
        zombie = psutil.Process(int(negligent.stdout.readline()))
        assert wait_for(lambda: zombie.status() == psutil.STATUS_ZOMBIE)
        _leave_pid_file_of(running, zombie.pid)

        assert running.status().running is False
        running.ensure_running()
        assert running.status().running is True
        assert zombie.status() == psutil.STATUS_ZOMBIE


@as_root_only
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare to be PID 1 of something")
def test_under_pid_1_the_dead_server_is_reaped_and_restarted(server: EmbeddedServer) -> None:
    program = [sys.executable, "-X", "faulthandler", "-c", UNDER_PID_1, server.folder]
    done = subprocess.run(
        ["unshare", "--pid", "--fork", "--mount-proc", *program],
        env={**os.environ, "PYTHONPATH": MODULES},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unshare failed" in done.stderr:
        pytest.skip("this system does not let root make a process namespace")
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stderr}"
    assert json.loads(done.stdout) == {"own": 1, "believed": False, "runs": True, "reaped": True}


def test_a_terminals_interrupt_does_not_reach_the_server(server: EmbeddedServer) -> None:
    command = python(STARTED + "import time; time.sleep(60)", server.folder)
    assert command.stdout is not None
    pid = int(command.stdout.readline())
    os.killpg(command.pid, signal.SIGINT)
    command.communicate()

    assert server.status().pid == pid
    assert os.getsid(pid) != command.pid
    with psycopg.connect(server.url("owner")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_garbled_pid_file_is_ignored(running: EmbeddedServer) -> None:
    running.stop()
    pid_file = running.data_folder / "postmaster.pid"
    pid_file.touch()
    os.chown(pid_file, running.data_folder.stat().st_uid, -1)
    assert running.status().running is False
    running.ensure_running()
    assert running.status().running is True


def test_a_process_that_waits_for_the_start_of_another_says_so(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folder, "SILENT_SECONDS", 0)
    monkeypatch.setattr(folder, "LOCK_SECONDS", 0)
    with (
        filelock.FileLock(running.folder / "server.lock"),
        caplog.at_level("INFO"),
        pytest.raises(DatabaseError, match="another process has been starting or upgrading"),
    ):
        running.grant_reader()
    assert (
        f"waiting for another process that starts or upgrades the embedded server in {running.folder}"
        in caplog.text
    )
