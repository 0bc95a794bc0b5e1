"""The server's log: limit its size, and find the reason for a failure in it."""

import errno
import os
import re
from itertools import takewhile
from pathlib import Path

from diaspora_dw.server.folder import open_own

MAX_BYTES = 10 * 2**20
KEPT_BYTES = 2**20
READY = "database system is ready to accept connections"

_FAILURE = re.compile("(PANIC|FATAL|ERROR|error): ")

NO_SPACE = os.strerror(errno.ENOSPC)
FREE_SPACE = "The disk is full. Free space on it, then run again."


def advise(reason: str, otherwise: str) -> str:
    """Return what to do about a failure of the server: free space if its reason is a full disk."""
    return FREE_SPACE if NO_SPACE in reason else otherwise


def is_too_long(log: Path) -> bool:
    """Return whether the log exceeds its limit."""
    return log.is_file() and log.stat().st_size > MAX_BYTES


def shorten(log: Path) -> None:
    """Cut a log that is too long down to its last part, in place: a running server goes on appending to it."""
    if not is_too_long(log):
        return
    with open_own(log, append=True) as file:
        file.seek(-KEPT_BYTES, os.SEEK_END)
        last_part = file.read()
        file.truncate(0)
        file.write(last_part[last_part.find(b"\n") + 1 :])


def last_failure(log: Path) -> str:
    """Return the last line that says why the server gave up since it was last ready, otherwise the last, or ""."""
    if not log.is_file():
        return ""
    with open_own(log) as file:
        file.seek(-min(file.seek(0, os.SEEK_END), 20_000), os.SEEK_END)
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    since_ready = takewhile(lambda line: READY not in line, reversed(lines))
    return next(filter(_gives_a_reason, since_ready), lines[-1] if lines else "")


def first_failure(printed: str) -> str:
    """Return the line of a tool's output that says why it failed, otherwise the last, or "".

    What follows is what the tool did about it: initdb removes what it has created.
    """
    lines = printed.strip().splitlines()
    return next((line for line in lines if _FAILURE.search(line)), lines[-1] if lines else "")


def _gives_a_reason(line: str) -> bool:
    """Return whether a line says why the server gave up, not which client it rejected meanwhile."""
    return "PANIC:" in line or ("FATAL:" in line and "the database system is" not in line)
