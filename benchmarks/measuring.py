"""A measurement, and how the time and the memory of a command are taken."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from diaspora_dw.database import Connection

KILOBYTES_IN_MEGABYTE = 1024


@dataclass(frozen=True)
class Measurement:
    """How long something took in a warehouse of a size, and the most memory that one of its processes had."""

    part: str
    """The part of the benchmark that took it."""
    what: str
    factor: int
    """How many times the published corridors the warehouse has."""
    seconds: float
    megabytes: float
    measured_at: str
    load: float
    """Of the machine, as an average of the last minute: more than its processors means that others wait."""
    ratio: float | None = None
    """To bare loading, as the median of the rounds."""


class Taken(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: float
    """Of its largest process."""
    computing: float = 0.0
    """Seconds that its processes computed."""


def time_module(arguments: Sequence[str], environment: Mapping[str, str]) -> Taken:
    """Run a Python module with arguments, and return what it took. Exits with what it printed if it failed."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process.stdout or sys.stdin as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"python -m {' '.join(arguments)} ended with {process.returncode}:\n{output}")
    return Taken(seconds, usage.ru_maxrss / KILOBYTES_IN_MEGABYTE, usage.ru_utime + usage.ru_stime)


def summarise(
    part: str, what: str, factor: int, rounds: Sequence[Taken], bare: Sequence[Taken] = ()
) -> Measurement:
    """Return the median of several rounds, and that of their ratios to bare loading in the same round."""
    ratios = [mine.seconds / base.seconds for mine, base in zip(rounds, bare, strict=False)]
    return Measurement(
        part,
        what,
        factor,
        seconds=median(taken.seconds for taken in rounds),
        megabytes=max(taken.megabytes for taken in rounds),
        measured_at=time.strftime("%Y-%m-%d"),
        load=round(os.getloadavg()[0], 1),
        ratio=median(ratios) if ratios else None,
    )


def peak_memory(connection: Connection) -> float:
    """Return the megabytes that the server's process had at most, with the shared memory that it touched."""
    status = Path(f"/proc/{connection.info.backend_pid}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / KILOBYTES_IN_MEGABYTE if found else float("nan")
