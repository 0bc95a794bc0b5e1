"""The checks of `sql/check/`: each a SELECT that returns the rows that should not be there.

A check's file opens with `-- key: text` lines:
- `what` it finds, and `why` that matters;
- `severity`: error (the release is not published) or warning;
- `table`: the release-keyed table whose releases it checks. A check without one looks at the whole warehouse;
- `threshold`, where there is one, with the observed figures that set it;
- `accepted by`: an option of `run` that accepts the finding, beside `--accept` with the check's name;
- `when: on demand`: the check reads whole views, so only the command `check` and runs that revised figures make it;
- `for each: published view`: the query is made once for each view, with its name as `:view` and the columns of
  its grain as `:grain`.
A check of a release reads `:release_id`, and `:previous_release_id`, the release that this one replaces.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.resources import SQL_FOLDER
from diaspora_dw.sql_files import Header, sql_objects

EXAMPLES = 5
Severity = Literal["error", "warning"]
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
    accepted_by: str | None
    every_run: bool
    query: str

    @classmethod
    def read(cls, path: Path) -> "SqlCheck":
        """Return the check of a file. Raises `ValueError` where its header lacks something."""
        text = path.read_text(encoding="utf-8")
        header = Header.of(text).fields
        if missing := {"what", "why", "severity"} - header.keys():
            raise ValueError(f"{path}: the header lacks {', '.join(sorted(missing))}")
        if header["severity"] not in ("error", "warning"):
            raise ValueError(f"{path}: severity is error or warning, not {header['severity']}")
        if header.get("for each") == "published view":
            text = _for_each_view(text)
        query = _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))
        return cls(
            path.stem,
            header["what"],
            header["why"],
            cast(Severity, header["severity"]),
            header.get("table"),
            header.get("threshold"),
            header.get("accepted by"),
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


def accepted_by(option: str) -> tuple[str, ...]:
    """Return the names of the checks whose findings an option of `run` accepts."""
    return tuple(check.name for check in checks() if check.accepted_by == option)


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


def _for_each_view(text: str) -> str:
    """Repeat a query for every published view."""
    query = re.sub(r"^--.*\n|;", "", text, flags=re.MULTILINE)
    views = sorted((view.name.split("."), view.grain) for view in sql_objects("view"))
    return "union all\n".join(
        query.replace(":view", name).replace(":grain", ", ".join(grain))
        for (schema, name), grain in views
        if schema == "mart"
    )
