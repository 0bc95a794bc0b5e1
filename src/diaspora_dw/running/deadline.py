"""The deadline of a run, and its end when it is told to stop.

Fetching observes the deadline by itself. In the main thread, whatever is running is interrupted. Elsewhere, statements
have a timeout and the deadline is checked between steps.
"""

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

import psycopg

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import RunCutShortError, RunLockedError


class _Interruption(KeyboardInterrupt):
    """Raised in the main thread by a signal. No code takes it for its own error, and psycopg cancels its statement."""


CUT = (_Interruption, psycopg.errors.QueryCanceled, RunLockedError)
"""The errors that a deadline causes in whatever is running or waiting."""

RESUME = "What was published stays. The next run continues from there."


@dataclass(frozen=True)
class Deadline:
    """A number of seconds from its creation; infinity for no limit."""

    seconds: float = math.inf
    _started: float = field(default_factory=clock.elapsed)

    @property
    def moment(self) -> float:
        """The reading of `clock.elapsed` at which it passes."""
        return self._started + self.seconds

    @property
    def seconds_left(self) -> float:
        """The seconds until it passes, 0 if it has."""
        return max(self.moment - clock.elapsed(), 0)

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.seconds_left == 0

    def check(self) -> None:
        """Raise `RunCutShortError` if it has passed."""
        if self.is_over:
            raise self._error()

    def limit_statements(self, connection: Connection) -> None:
        """Let no statement of a session take longer than what is left now."""
        if self.seconds < math.inf:
            milliseconds = max(round(self.seconds_left * 1000), 1)
            connection.execute("select set_config('statement_timeout', %s, false)", (f"{milliseconds}ms",))

    @contextmanager
    def enforce(self) -> Iterator[None]:
        """Raise `RunCutShortError` in what runs inside when it passes, or when the process is told to stop."""
        with _interruptions(self.seconds_left):
            try:
                yield
            except CUT as error:
                if (meaning := self.explain(error)) is error:
                    raise
                raise meaning from error

    def explain(self, error: BaseException) -> BaseException:
        """Return `RunCutShortError` if the deadline or a signal caused an error, otherwise the error itself."""
        if self.is_over and isinstance(error, CUT):
            return self._error()
        if isinstance(error, KeyboardInterrupt):
            return RunCutShortError("the run was told to stop", advice=RESUME)
        return error

    def _error(self) -> RunCutShortError:
        return RunCutShortError(
            f"the run exceeded its deadline of {self.seconds:g} seconds",
            advice=f"{RESUME} If runs never finish in time, set a longer --deadline or DIASPORA_DW_DEADLINE_SECONDS.",
        )


@contextmanager
def _interruptions(seconds: float) -> Iterator[None]:
    """Let SIGTERM, Ctrl-C, and a timer if there is a deadline, interrupt the main thread; do nothing in others."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise _Interruption

    numbers = {signal.SIGALRM, signal.SIGTERM, signal.SIGINT}
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # by a shell that started the run in the background
        numbers.remove(signal.SIGINT)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        if seconds < math.inf:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
