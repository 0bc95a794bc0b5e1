"""Which run this is, for everything said on the way: log lines carry it without being told."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_RUN_ID: ContextVar[uuid.UUID | None] = ContextVar("run_id", default=None)


def current_run_id() -> uuid.UUID | None:
    """The run that this line of execution belongs to, or None outside of runs."""
    return _RUN_ID.get()


@contextmanager
def run_context(run_id: uuid.UUID) -> Iterator[None]:
    """Make all that happens inside part of a run. A new thread is that only in a copy of the context."""
    token = _RUN_ID.set(run_id)
    try:
        yield
    finally:
        _RUN_ID.reset(token)
