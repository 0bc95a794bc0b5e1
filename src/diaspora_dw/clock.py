"""The one place that knows what time it is, so that a test can say otherwise."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current moment, in UTC: for records and labels, never for measuring how long something took."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds on a clock that never goes backwards: only differences mean anything."""
    return time.monotonic()
