"""The checks of `sql/check/`: each a SELECT that returns the rows that should not be there.

A check's file opens with `-- key: text` lines: `what`, `why`, `severity` (error or warning), `table` (the
release-keyed table whose releases it judges; none where it looks at the warehouse as a whole) and, where it
has one, `threshold` with the observed figures that set it. `when: on demand` keeps a check of the whole, which reads
every view to its end, out of most runs: the command `check` makes it, and a run that revised figures. A check
of a release reads `:release_id`, and `:previous_release_id`, the release that this one takes the place of.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.resources import SQL_FOLDER

EXAMPLES = 5
Severity = Literal["error", "warning"]
_HEADER = re.compile(r"^-- (\w+): (.*(?:\n--   .*)*)", re.MULTILINE)
_PARAMETER = re.compile(r"(?<!:):(release_id|previous_release_id)\b")


@dataclass(frozen=True)
class SqlCheck:
    """A check as its file describes it."""

    name: str
    what: str
    why: str
    severity: Severity
    table: str | None
    threshold: str | None
    every_run: bool
    query: str

    @classmethod
    def read(cls, path: Path) -> "SqlCheck":
        """The check of a file. Raises `ValueError` where its header lacks something."""
        text = path.read_text(encoding="utf-8")
        header = {key: " ".join(value.replace("\n--", " ").split()) for key, value in _HEADER.findall(text)}
        if missing := {"what", "why", "severity"} - header.keys():
            raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
        if header["severity"] not in ("error", "warning"):
            raise ValueError(f"{path}: severity is error or warning, not {header['severity']}")
        query = _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))
        return cls(
            path.stem,
            header["what"],
            header["why"],
            cast(Severity, header["severity"]),
            header.get("table"),
            header.get("threshold"),
            header.get("when") != "on demand",
            query,
        )


@dataclass(frozen=True)
class Finding:
    """What a check found: how many rows, and the first of them."""

    check: SqlCheck
    failing_rows: int
    examples: list[dict[str, Any]]
    accepted_by: str | None = None

    @property
    def stops(self) -> bool:
        """Whether the finding keeps a release from being published."""
        return self.failing_rows > 0 and self.check.severity == "error" and self.accepted_by is None

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {
            "check": self.check.name,
            "severity": self.check.severity,
            "failing_rows": self.failing_rows,
            "accepted_by": self.accepted_by,
            "examples": self.examples,
        }

    def described(self) -> str:
        """The finding in a line: the check, how many rows, and the first of them."""
        shown = "; ".join(
            ", ".join(f"{key}={value}" for key, value in row.items() if value is not None)
            for row in self.examples[:2]
        )
        return f"{self.check.name}: {self.failing_rows} rows ({self.check.what}) {shown}"


@cache
def checks() -> tuple[SqlCheck, ...]:
    """Every check, in the order of their names."""
    return tuple(SqlCheck.read(path) for path in sorted((SQL_FOLDER / "check").glob("*.sql")))


def judge(connection: Connection, check: SqlCheck, release_id: int | None, previous: int | None) -> Finding:
    """Run one check, on a release or on the warehouse."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(check.query.encode(), {"release_id": release_id, "previous_release_id": previous})
        failing = cursor.rowcount
        return Finding(check, failing, cursor.fetchmany(EXAMPLES))


def check_release(
    connection: Connection, tables: set[str], release_id: int, previous: int | None
) -> list[Finding]:
    """Run every check that concerns the tables of a release."""
    return [judge(connection, check, release_id, previous) for check in checks() if check.table in tables]


def check_warehouse(connection: Connection, *, thoroughly: bool) -> list[Finding]:
    """Run the checks that look at the warehouse as a whole; those that read every view to its end if thoroughly."""
    whole = (check for check in checks() if check.table is None and (check.every_run or thoroughly))
    return [judge(connection, check, None, None) for check in whole]
