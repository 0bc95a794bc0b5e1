"""The entry point of `diaspora-dw`. What a command does is up to `cli`."""

import gc
import logging
import os
import sys
from typing import NoReturn

NEW_OBJECTS_BEFORE_COLLECTING = 1_000_000
"""A workbook or a sweep of the API creates millions of objects, and none is garbage before all are read. Searching
for garbage at every 700th, as Python does by default, took 0.6 s of a first run's 6 s, and 0.2 s of every start."""


def main() -> None:
    """Run the command line and exit with the documented code."""
    gc.set_threshold(NEW_OBJECTS_BEFORE_COLLECTING)
    from diaspora_dw.cli import call  # noqa: PLC0415 - the import creates most of a start's objects

    code = call()
    if code:
        _exit_without_threads(code)


def _exit_without_threads(code: int) -> NoReturn:
    """Exit without waiting for threads, one of which may wait long for a publisher that does not answer.

    Nothing is lost: a file in the snapshot store is complete, or the next run downloads it again.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
