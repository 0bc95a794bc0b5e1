"""Find out whether the server of a data folder really runs.

Its pid file and `pg_ctl status` cannot tell: they accept any process of that number, even a dead one that has not
been reaped, or one of another program.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from diaspora_dw import clock
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.folder import open_own

PID_FILE = "postmaster.pid"
ORPHAN_SECONDS = 30
_PROGRAMS = ("postgres", "postmaster")


def find_postmaster(data_folder: Path) -> psutil.Process | None:
    """Return the process that serves a data folder, or None."""
    try:
        process = _recorded_process(data_folder)  # whatever program it runs
        command = process.cmdline()
    except (FileNotFoundError, PermissionError, ValueError, psutil.Error):
        return None
    serves = command and Path(command[0]).name in _PROGRAMS and str(data_folder) in command[1:]
    return process if serves else None


def _recorded_process(data_folder: Path) -> psutil.Process:
    with open_own(data_folder / PID_FILE) as file:
        return psutil.Process(int(file.readline()))


def recorded_port(data_folder: Path) -> int | None:
    """Return the port that the server of a data folder listens on, as its pid file says, or None if it does not."""
    try:
        with open_own(data_folder / PID_FILE) as file:
            return int(file.read().splitlines()[3])
    except (OSError, ValueError, IndexError):
        return None


def recovery_seconds(data_folder: Path) -> float:
    """Return the processor time that a server's recovery has used so far, or 0 if it does not recover."""
    postmaster = find_postmaster(data_folder)
    with suppress(psutil.Error):
        for process in postmaster.children() if postmaster is not None else ():
            if "startup" in " ".join(process.cmdline()):
                used = process.cpu_times()
                return float(used.user + used.system)
    return 0.0


def remove_remains(data_folder: Path) -> None:
    """Remove what a dead server left behind: its unreaped process, its orphans and its pid file.

    Call it under the lock, after `find_postmaster` has returned None. Raises `DatabaseError` if an orphan does not
    end: a second server on the same files would ruin them.
    """
    pid_file = data_folder / PID_FILE
    if not pid_file.exists():
        return
    with suppress(ValueError, psutil.NoSuchProcess):
        process = _recorded_process(data_folder)
        # The dead server is this process's own child where this process is PID 1.
        if process.ppid() == os.getpid() and process.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(process.pid, os.WNOHANG)
    remaining = stop_processes(_orphans(data_folder), signal.SIGTERM, ORPHAN_SECONDS)
    remaining = stop_processes(remaining, signal.SIGKILL, ORPHAN_SECONDS)
    if remaining:
        numbers = ", ".join(str(orphan.pid) for orphan in remaining)
        raise DatabaseError(
            f"processes of a server that died still use the files in {data_folder}: {numbers}",
            advice="End these processes, then try again.",
        )
    pid_file.unlink(missing_ok=True)


def kill_server(data_folder: Path) -> None:
    """Kill all processes of a server at once, and remove what is left of it; its next start repairs its files."""
    postmaster = find_postmaster(data_folder)
    if postmaster is not None:
        with suppress(psutil.NoSuchProcess):
            stop_processes([postmaster, *postmaster.children(recursive=True)], signal.SIGKILL, ORPHAN_SECONDS)
    remove_remains(data_folder)


def _orphans(data_folder: Path) -> list[psutil.Process]:
    """Return PostgreSQL's processes that work in a data folder: it is the current folder of each."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["name"] in _PROGRAMS and process.info["cwd"] == str(data_folder)
    ]


def processes_below(folder: Path) -> list[psutil.Process]:
    """Return the processes that work in a folder or below it."""
    return [
        process
        for process in psutil.process_iter(["cwd"])
        if process.info["cwd"] and Path(process.info["cwd"]).is_relative_to(folder)
    ]


def stop_processes(
    processes: list[psutil.Process], how: signal.Signals, seconds: float
) -> list[psutil.Process]:
    """Send processes a signal, wait for them to end, and return those that have not ended in time.

    `psutil.wait_procs` would wait for dead processes that nobody reaps.
    """
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(how)
    deadline = clock.elapsed() + seconds
    while (remaining := list(filter(_is_alive, processes))) and clock.elapsed() < deadline:
        time.sleep(0.05)
    return remaining


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
