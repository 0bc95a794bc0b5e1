"""The server's log: limit its size, and find the reason for a failure in it."""

import os
from pathlib import Path

from diaspora_dw.server.folder import open_own

MAX_BYTES = 10 * 2**20
KEPT_BYTES = 2**20


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
    """Return the last line that says why the server gave up, otherwise the log's last line, or ""."""
    if not log.is_file():
        return ""
    with open_own(log) as file:
        file.seek(-min(file.seek(0, os.SEEK_END), 20_000), os.SEEK_END)
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    return next((line for line in reversed(lines) if _gives_a_reason(line)), lines[-1] if lines else "")


def _gives_a_reason(line: str) -> bool:
    """Return whether a line says why the server gave up, not which client it rejected meanwhile."""
    return "PANIC:" in line or ("FATAL:" in line and "the database system is" not in line)
