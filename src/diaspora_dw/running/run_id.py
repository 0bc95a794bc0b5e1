"""The id of the current run, for log lines: code does not have to pass it on."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_RUN_ID: ContextVar[uuid.UUID | None] = ContextVar("run_id", default=None)


def current_run_id() -> uuid.UUID | None:
    """Return the id of the run that is being executed here, or None outside a run."""
    return _RUN_ID.get()


@contextmanager
def run_context(run_id: uuid.UUID) -> Iterator[None]:
    """Make what happens inside part of a run. A new thread is part of it only in a copy of the context."""
    token = _RUN_ID.set(run_id)
    try:
        yield
    finally:
        _RUN_ID.reset(token)
