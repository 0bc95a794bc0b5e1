"""Whether the server of a data folder really runs, which neither its pid file nor `pg_ctl status` can tell.

Both believe in a process of that number, dead and unreaped or somebody else's.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from diaspora_dw import clock
from diaspora_dw.errors import DatabaseError

PID_FILE = "postmaster.pid"
ORPHAN_SECONDS = 30
_PROGRAMS = ("postgres", "postmaster")


def postmaster(data_folder: Path) -> psutil.Process | None:
    """The process that serves a data folder, or None."""
    try:
        first_line = (data_folder / PID_FILE).read_text(encoding="ascii").partition("\n")[0]
        process = psutil.Process(int(first_line))
        command = process.cmdline()
    except (FileNotFoundError, PermissionError, ValueError, psutil.Error):
        return None
    if not command or Path(command[0]).name not in _PROGRAMS or str(data_folder) not in command[1:]:
        return None
    return process


def clear_remains(data_folder: Path) -> None:
    """Remove what a dead server has left behind: its unreaped process, its orphans, its pid file.

    To be called under the lock, when `postmaster` has found none. Raises `DatabaseError` where orphans do not
    end: a second server on the same files would ruin them.
    """
    pid_file = data_folder / PID_FILE
    if not pid_file.exists():
        return
    _reap(pid_file)
    remaining = end(_orphans(data_folder), signal.SIGTERM, ORPHAN_SECONDS)
    if remaining:
        numbers = ", ".join(str(orphan.pid) for orphan in remaining)
        raise DatabaseError(
            f"processes of a server that died still hold its files: {numbers}",
            advice="End them, then try again.",
        )
    pid_file.unlink(missing_ok=True)


def _reap(pid_file: Path) -> None:
    """Take leave of the dead server where it is this process's child: so it is where this process is PID 1."""
    try:
        process = psutil.Process(int(pid_file.read_text(encoding="ascii").partition("\n")[0]))
        if process.ppid() == os.getpid() and process.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(process.pid, os.WNOHANG)
    except (ValueError, psutil.NoSuchProcess):
        return


def _orphans(data_folder: Path) -> list[psutil.Process]:
    """The processes of PostgreSQL that work in a data folder: each makes it its current folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() in _PROGRAMS and process.cwd() == str(data_folder):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def end(processes: list[psutil.Process], how: signal.Signals, seconds: float) -> list[psutil.Process]:
    """Send processes a signal and wait for their end; returns those that have not ended in time.

    A dead process that nobody reaps has ended.
    """
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(how)
    deadline = clock.elapsed() + seconds
    while (remaining := [process for process in processes if _lives(process)]) and clock.elapsed() < deadline:
        time.sleep(0.05)
    return remaining


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
