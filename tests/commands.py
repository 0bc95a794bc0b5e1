"""Run the command line in processes of its own, forked from one that has imported everything already.

Each call is a real process with an environment, a working folder and connections of its own. It saves the second
that Python needs to import the libraries and read what comes with the software. What that start itself costs or says
is tested with a fresh interpreter.
"""

import json
import multiprocessing
import os
import pkgutil
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from unittest import mock

import diaspora_dw
import etl

PRELOADED = [
    "pytest",
    "alembic.command",
    "sqlalchemy.dialects.postgresql.psycopg",
    *(
        module.name
        for package in (diaspora_dw, etl)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ),
    "tests.commands",
    "tests.warmed",
]
"""What a call of the command line may import."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(PRELOADED)


class RunningCommand:
    """A call of diaspora-dw that has started."""

    def __init__(self, *arguments: str, environment: dict[str, str], output: Path) -> None:
        """Start it. Standard output and standard error go to `output` and to a file beside it.

        `environment` is all that it sees of ours, with the rest of this process's environment.
        """
        self._out, self._err = output, output.with_name(f"{output.name}.err")
        with mock.patch.dict(os.environ, TERM="dumb"):  # rich looks at the terminal when it is imported
            forkserver.ensure_running()
        kept = {
            name: value
            for name, value in os.environ.items()
            if name != "DATABASE_URL" and not name.startswith("DIASPORA_DW_")
        }
        self._process: ForkServerProcess = _forks.Process(
            target=_call, args=(arguments, {**kept, **environment}, self._out, self._err), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is over."""
        return self._process.exitcode is not None

    def kill(self) -> bool:
        """Kill it with SIGKILL; return whether it was still running."""
        self._process.kill()
        return self.end() < 0

    def end(self, seconds: float = 60) -> int:
        """Wait for its end; return its exit code, which is negative if it was killed."""
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise AssertionError(f"it did not end within {seconds} s and had printed: {self.printed()}")
        return code

    def out(self) -> str:
        """Return its standard output so far."""
        return self._out.read_text(errors="replace") if self._out.exists() else ""

    def err(self) -> str:
        """Return its standard error so far."""
        return self._err.read_text(errors="replace") if self._err.exists() else ""

    def printed(self) -> str:
        """Return everything it printed so far."""
        return self.out() + self.err()

    def report(self) -> dict[str, Any]:
        """Return the report that `run --json` prints."""
        report: dict[str, Any] = json.loads(self.out())
        return report


def _call(arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
    from diaspora_dw.__main__ import main  # noqa: PLC0415 - imported already, where this runs

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["diaspora-dw", *arguments]
    main()
