"""Log lines on standard error: for people, or one JSON object each for machines that collect them."""

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum

from diaspora_dw.running.run_id import current_run_id


class LogFormat(StrEnum):
    """The form of a log line."""

    TEXT = "text"
    JSON = "json"


def _name_the_run(record: logging.LogRecord) -> bool:
    """Give every line of a run the run's id."""
    run_id = current_run_id()
    if run_id is not None:
        record.run_id = str(run_id)
    return True


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, the run, and what was given as `extra`."""

    _ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
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


class _AboveProgressBars(logging.Handler):
    """Writes to what standard error is at the moment: while bars are shown, lines go above them."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


def set_up_logging(log_format: LogFormat, *, debug: bool) -> None:
    """Send this package's log lines to standard error; other packages' only when they warn."""
    handler = _AboveProgressBars()
    handler.addFilter(_name_the_run)
    handler.setFormatter(
        JsonLines()
        if log_format is LogFormat.JSON
        else logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings show whole addresses, keys included
    for name in ("diaspora_dw", "etl"):
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.INFO)
