"""Where a call of `diaspora-dw` starts and ends; what it does in between is for `cli`."""

import gc
import logging
import os
import sys
from typing import NoReturn

NEW_OBJECTS_BEFORE_COLLECTING = 1_000_000
"""A workbook or a sweep of the API makes millions of objects, and none is garbage before all are read. Looking
through them at every 700th, as Python does by itself, took 0.6 s of a first run's 6 s, and 0.2 s of every start."""


def main() -> None:
    """Run the command line and exit with the documented code."""
    gc.set_threshold(NEW_OBJECTS_BEFORE_COLLECTING)
    from diaspora_dw.cli import call  # noqa: PLC0415 - importing it makes most of a start's objects

    code = call()
    if code:
        _leave_at_once(code)


def _leave_at_once(code: int) -> NoReturn:
    """Exit without waiting for threads: a publisher that one of them asks can keep silent for long.

    There is nothing to lose: all that they leave in the snapshot store is whole, or can be taken up again.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
