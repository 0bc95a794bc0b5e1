"""Log lines on standard error: text for people, or one JSON object a line for machines that collect them."""

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from diaspora_dw.running.run_id import current_run_id


class LogFormat(StrEnum):
    """The format of a log line."""

    TEXT = "text"
    JSON = "json"


def _add_run_id(record: logging.LogRecord) -> bool:
    """Add the id of the run to every line of a run."""
    run_id = current_run_id()
    if run_id is not None:
        record.run_id = str(run_id)
    return True


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON: time, level, logger, message, run id, and the fields of `extra`."""

    _ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in self._ORDINARY},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class _CurrentStandardError(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stderr` is at the moment: progress bars replace it, so that lines go above them."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def set_up_logging(log_format: LogFormat, *, debug: bool) -> None:
    """Send this package's log lines to standard error, and the warnings of other packages."""
    handler = _CurrentStandardError()
    handler.addFilter(_add_run_id)
    handler.setFormatter(
        JsonLines()
        if log_format is LogFormat.JSON
        else logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings show whole addresses, keys included
    for name in ("diaspora_dw", "etl"):
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.INFO)
