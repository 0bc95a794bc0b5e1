"""Other processes and other users, for tests of the server."""

import multiprocessing
import multiprocessing.connection
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import diaspora_dw
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.cluster import write_configuration
from diaspora_dw.server.port import any_free_port

MODULES = os.pathsep.join([str(Path(diaspora_dw.__file__).parents[1]), *sys.path])
"""The module path of this process, for other processes."""

STARTED = """
import sys
from pathlib import Path
from diaspora_dw.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.ensure_running()
print(server.status().pid, flush=True)
"""
"""Code for `python` that starts the server of a folder and prints its process's number."""

as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can step down to another account")


def python(code: str, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """Run code with this source tree in another Python process, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": MODULES, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def move_to_quiet_port(server: EmbeddedServer) -> int:
    """Give a stopped server a port that servers of other tests do not try, and return it."""
    port = any_free_port()
    write_configuration(server.data_folder, port, server._binaries, server._account)
    return port


def ordinary_user() -> int:
    """Return the number of an account that is neither root's nor one that root's servers run as."""
    servers = {"diaspora-dw", "postgres"}
    return next(
        entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0 and entry.pw_name not in servers
    )


def nobodys_number() -> int:
    """Return the number of a user without an entry in the system's list of accounts."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    return next(number for number in range(54_321, 60_000) if number not in taken)


def as_user(user: int, ask: Callable[[], str]) -> str:
    """Call a function as another user, in a child process; return its result or the message of its error.

    The process is a fork, because that user may not be able to execute the interpreter.
    """
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    child = fork.Process(target=_answer, args=(user, ask, there))
    child.start()
    there.close()
    try:
        return str(here.recv())
    finally:
        child.join(60)


def _answer(user: int, ask: Callable[[], str], answers: multiprocessing.connection.Connection) -> None:
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    try:
        answers.send(ask())
    except Exception as error:
        answers.send(f"{type(error).__name__}: {error}")


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> bool:
    """Return whether something happens within a time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.002)
    return False


def kill(*processes: psutil.Process) -> None:
    """Kill processes, all of them before any can react, and wait for them to end."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert wait_for(lambda: not any(map(is_alive, processes)))


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process is alive: the system may take a while to reap a dead one."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
