"""The moment that nothing of a run outlasts, and the end of a run that is told to stop.

Fetching keeps to the moment by itself. Whatever else the main thread is at, a statement at the server
included, is interrupted; where there are no such signals, or the run is in another thread, statements are
bounded by a time-out and the rest is asked between steps.
"""

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
    """Raised in the main thread by a signal.

    Nothing on the way out takes a KeyboardInterrupt for an error of its own, and psycopg cancels the
    statement that is running when one comes.
    """


CUT = (_Interruption, psycopg.errors.QueryCanceled, RunLockedError)
"""What a deadline makes of whatever was being done or waited for."""


@dataclass(frozen=True)
class Deadline:
    """So many seconds from when it is made; None: no end."""

    seconds: float | None = None
    _started: float = field(default_factory=clock.elapsed)

    @property
    def moment(self) -> float | None:
        """The reading of `clock.elapsed` that nothing outlasts."""
        return None if self.seconds is None else self._started + self.seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.moment is not None and clock.elapsed() >= self.moment

    def check(self) -> None:
        """Raise `RunCutShortError` where the time is up."""
        if self.is_over:
            raise self._passed()

    def at_most(self, seconds: float) -> float:
        """So many seconds, or what is left where that is less."""
        return seconds if self.moment is None else min(seconds, max(self.moment - clock.elapsed(), 0))

    def bound(self, connection: Connection) -> None:
        """Let no statement of a session outlast what is left now."""
        if self.moment is not None:
            milliseconds = max(round(self.at_most(self.seconds or 0) * 1000), 1)
            connection.execute("select set_config('statement_timeout', %s, false)", (f"{milliseconds}ms",))

    @contextmanager
    def enforced(self) -> Iterator[None]:
        """Interrupt what runs inside when the time is up, or when the process is told to end (SIGTERM).

        Raises `RunCutShortError` then.
        """
        with _interruptions(self.moment):
            try:
                yield
            except CUT as error:
                meaning = self.explained(error)
                if meaning is error:
                    raise
                raise meaning from error

    def explained(self, error: BaseException) -> BaseException:
        """What an error means to the run: a `RunCutShortError` where it comes of the deadline or of a signal."""
        if self.is_over and isinstance(error, CUT):
            return self._passed()
        if isinstance(error, KeyboardInterrupt):
            return RunCutShortError("the run was told to stop", advice=GOES_ON)
        return error

    def _passed(self) -> RunCutShortError:
        return RunCutShortError(
            f"the run's deadline of {self.seconds:g} seconds passed",
            advice=f"{GOES_ON} Give it longer with --deadline if it never ends in time.",
        )


GOES_ON = "What was published stays, and the next run goes on from there."


@contextmanager
def _interruptions(moment: float | None) -> Iterator[None]:
    """Let signals interrupt the main thread, at a moment and at SIGTERM; elsewhere nothing is changed."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise _Interruption

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGALRM, signal.SIGTERM)}
    try:
        if moment is not None:
            signal.setitimer(signal.ITIMER_REAL, max(moment - clock.elapsed(), 0.001))
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
