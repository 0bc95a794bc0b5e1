"""The command line in processes that can be killed: forked from one that has imported everything already.

Each is a real process with connections of its own, and begins its work within a few milliseconds.
"""

import json
import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

PRELOADED = [
    "pytest",
    "alembic.command",
    "pandera.pandas",
    "sqlalchemy.dialects.postgresql.psycopg",
    "diaspora_dw.cli",
    "diaspora_dw.server",
    "etl.reference.source",
    "etl.undesa",
    "etl.worldbank",
]
"""What a call of the command line may import."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(PRELOADED)


class RunningCommand:
    """A call of diaspora-dw that has begun."""

    def __init__(self, *arguments: str, environment: dict[str, str], output: Path) -> None:
        self._output = output
        self._process: ForkServerProcess = _forks.Process(
            target=_call, args=(arguments, environment, output), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> bool:
        """Kill it with SIGKILL; gives whether it was still at work."""
        self._process.kill()
        return self.end() < 0

    def end(self, seconds: float = 60) -> int:
        """Wait for its end; gives its exit code, which is negative where it was killed."""
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise AssertionError(f"it did not end within {seconds} s and had said: {self.said()}")
        return code

    def said(self) -> str:
        """What it wrote so far, to standard output and standard error."""
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def report(self) -> dict[str, Any]:
        """What it says of itself with `--json`, between its log lines."""
        said = self.said()
        report: dict[str, Any] = json.JSONDecoder().raw_decode(said, said.index("{\n"))[0]
        return report


def _call(arguments: tuple[str, ...], environment: dict[str, str], output: Path) -> None:
    from diaspora_dw.__main__ import main  # noqa: PLC0415 - there already, where this runs

    descriptor = os.open(output, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    for name in list(os.environ):
        if name == "DATABASE_URL" or name.startswith("DIASPORA_DW_"):
            del os.environ[name]
    os.environ.update(environment)
    sys.argv = ["diaspora-dw", *arguments]
    main()
