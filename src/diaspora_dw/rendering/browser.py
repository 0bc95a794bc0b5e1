"""Prints pages as PDF in one running Chromium, over the pipe of its DevTools protocol.

Commands and answers are JSON, and end with a zero byte: https://chromedevtools.github.io/devtools-protocol/
"""

import atexit
import base64
import fcntl
import json
import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--remote-debugging-pipe",
)
LONGEST = 120
"""Seconds. A page takes one or two."""
ABOVE_THE_PIPE = 10
"""Chromium reads commands from file descriptor 3 and writes answers to 4: ours must be others."""


class BrowserError(Exception):
    """The browser failed to print. Its message is the browser's own."""


class Browser:
    """A Chromium for printing, which ends with this process."""

    def __init__(self, program: str) -> None:
        """Start the program."""
        self._folder = Path(mkdtemp(prefix="factsheet-"))
        self._log = self._folder / "log"
        commands, self._commands = _pipe()
        self._answers, answers = _pipe()
        self._unread = b""
        self._number = 0
        arguments = [
            program,
            *OPTIONS,
            # Chromium refuses root otherwise; the page is ours and loads nothing.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--user-data-dir={self._folder}/profile",
        ]
        self._process = os.posix_spawn(
            program,
            arguments,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, str(self._log), os.O_WRONLY | os.O_CREAT, 0o600),
                (os.POSIX_SPAWN_DUP2, commands, 3),
                (os.POSIX_SPAWN_DUP2, answers, 4),
            ],
        )
        os.close(commands)
        os.close(answers)
        atexit.register(self.close)

    def close(self) -> None:
        """End the browser, and remove its files."""
        atexit.unregister(self.close)
        os.close(self._commands)
        os.close(self._answers)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        rmtree(self._folder, ignore_errors=True)

    def print(self, html: str) -> bytes:
        """Return a page as PDF. Raises `BrowserError`."""
        page = self._folder / "page.html"
        page.write_text(html, encoding="utf-8")
        deadline = time.monotonic() + LONGEST
        target = self._ask("Target.createTarget", deadline, url="about:blank")["targetId"]
        session = self._ask("Target.attachToTarget", deadline, targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable", deadline, session)
        self._ask("Page.navigate", deadline, session, url=page.as_uri())
        self._wait(deadline, lambda message: message.get("method") == "Page.loadEventFired")
        printed = self._ask(
            "Page.printToPDF", deadline, session, printBackground=True, preferCSSPageSize=True
        )
        self._ask("Target.closeTarget", deadline, targetId=target)
        return base64.b64decode(printed["data"])

    def _ask(
        self, method: str, deadline: float, session: str | None = None, **parameters: object
    ) -> dict[str, Any]:
        """Send a command, and return its result."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        sent = json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        try:
            os.write(self._commands, sent)
        except BrokenPipeError:
            raise BrowserError(self._last_words()) from None
        answer = self._wait(deadline, lambda message: message.get("id") == number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _wait(self, deadline: float, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next message that is it."""
        while True:
            while b"\0" in self._unread:
                text, _, self._unread = self._unread.partition(b"\0")
                message: dict[str, Any] = json.loads(text)
                if is_it(message):
                    return message
            readable, _, _ = select.select([self._answers], [], [], max(0, deadline - time.monotonic()))
            if not readable:
                raise BrowserError(f"no result after {LONGEST} seconds")
            received = os.read(self._answers, 1 << 20)
            if not received:
                raise BrowserError(self._last_words())
            self._unread += received

    def _last_words(self) -> str:
        return (self._log.read_text(errors="replace").strip().splitlines() or ["no message"])[-1]


def _pipe() -> tuple[int, int]:
    """Return the end of a pipe to read from and the one to write to."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, ABOVE_THE_PIPE) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
