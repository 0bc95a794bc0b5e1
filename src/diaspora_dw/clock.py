"""Tell the time: the one place that does, so that a test can replace it."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment in UTC, for records and labels; use `elapsed` to measure durations."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Return the seconds on a clock that never goes back. Only differences mean anything."""
    return time.monotonic()
