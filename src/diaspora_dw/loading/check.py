"""Runs the checks of `sql/check/`. Each is a SELECT that returns the rows that should not be there.

A check's file opens with `-- key: text` lines:
- `what` it finds, and `why` that matters;
- `severity`: error (the release is not published) or warning;
- `table`: the release-keyed table whose releases it checks. A check without one looks at the whole warehouse;
- `threshold`, if there is one, with the observed figures behind it;
- `look at`, of an error of a release: what a human should look at before accepting the finding;
- `accepted by`: an option of `run` that accepts the finding, beside `--accept` with the check's name;
- `when: on demand`: the check reads whole views, so only the command `check` and runs that revised figures make it;
- `when: by command`: only the command `check` makes it, because a run has just made what it looks at;
- `for each: published view`: the query is made once for each view, with its name as `:view` and the columns of
  its grain as `:grain`.
A check of a release reads `:release_id`; `:previous_release_id`, the release that this one supersedes; and
`:known_release_id`, the same or, if there is none, the newest release of the edition before (the "earlier release").
Medians and correlations of fewer than 30 figures say little, so that small tables are left alone.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from psycopg.rows import dict_row
from pydantic import BaseModel, Field, model_validator

from diaspora_dw.database import Connection
from diaspora_dw.errors import DiasporaError, ExitCode, escape_controls
from diaspora_dw.fetching.snapshot import Snapshot
from diaspora_dw.resources import SQL_FOLDER
from diaspora_dw.sql_files import as_query, parse_header, sql_objects

WAREHOUSE = "warehouse"
"""Takes the place of a source's code if a check looks at the warehouse as a whole."""
EXAMPLES = 5
ENOUGH_MEMORY = b"set local work_mem = '64MB'"
"""Sorts and hash tables of whole views fit into it; with PostgreSQL's 4 MB, `check` took 29 s instead of 18 s."""

Severity = Literal["error", "warning"]
Parameters = dict[str, int | None]


class SqlCheck(BaseModel):
    """A check as its file describes it."""

    name: str
    what: str
    why: str
    severity: Severity
    table: str | None = None
    threshold: str | None = None
    look_at: str | None = Field(default=None, alias="look at")
    accepted_by: str | None = Field(default=None, alias="accepted by")
    when: Literal["every run", "on demand", "by command"] = "every run"
    query: bytes

    @model_validator(mode="after")
    def _says_what_to_look_at(self) -> Self:
        if self.severity == "error" and self.table and not self.look_at:
            raise ValueError(f"{self.name}: an error that stops a release needs a line '-- look at: …'")
        return self

    @classmethod
    def read(cls, path: Path) -> "SqlCheck":
        """Read a check. Raises `ValueError` if its header lacks a key or has a wrong value."""
        text = path.read_text(encoding="utf-8")
        _, header = parse_header(text)
        if header.get("for each") == "published view":
            text = _for_each_view(text)
        return cls.model_validate({**header, "name": path.stem, "query": as_query(text)})


class Finding(BaseModel):
    """The result of a check: how many rows it returned, and the first of them."""

    check: str
    severity: Severity
    failing_rows: int
    accepted_by: str | None = None
    examples: list[dict[str, Any]]
    what: str = Field(exclude=True)
    look_at: str | None = Field(exclude=True)

    @property
    def stops(self) -> bool:
        """Whether it keeps a release from being published."""
        return self.failing_rows > 0 and self.severity == "error" and self.accepted_by is None

    def describe(self) -> str:
        """Return it in a line: the check, how many rows, and the first two of them."""
        first, *rows = self.lines()
        return f"{first} {'; '.join(rows)}"

    def lines(self) -> list[str]:
        """Return the check with how many rows it found, and then the first two of them."""
        rows = (
            ", ".join(f"{key}={value}" for key, value in row.items() if value is not None)
            for row in self.examples[:2]
        )
        found = f"{self.check}: {self.failing_rows} rows ({self.what})"
        return [escape_controls(line) for line in (found, *rows)]


class RefusedReleaseError(DiasporaError):
    """A check stopped a release; `findings` has the results of all checks."""

    exit_code = ExitCode.CHECKS_FAILED

    def __init__(self, snapshot: Snapshot, findings: list[Finding]) -> None:
        self.findings = findings
        stopping = [found for found in findings if found.stops]
        super().__init__(
            f"{snapshot.source_code} {snapshot.edition} was not published: "
            + "; ".join(found.describe() for found in stopping),
            advice="The release in use stays. Look at "
            + "; ".join(dict.fromkeys(str(found.look_at) for found in stopping))
            + ". If these figures are what the publisher intends, run again with "
            + " ".join(f"--accept {found.check}" for found in stopping)
            + f"; the file is kept as snapshot {snapshot.sha256[:12]}.",
        )


@cache
def checks() -> tuple[SqlCheck, ...]:
    """Return every check, in the order of their names."""
    return tuple(SqlCheck.read(path) for path in sorted((SQL_FOLDER / "check").glob("*.sql")))


def accepted_by(option: str) -> tuple[str, ...]:
    """Return the names of the checks whose findings an option of `run` accepts."""
    return tuple(check.name for check in checks() if check.accepted_by == option)


def run_check(connection: Connection, check: SqlCheck, releases: Parameters | None = None) -> Finding:
    """Run one check, on a release (see `parameters`) or on the warehouse."""
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        if check.when != "every run":
            cursor.execute(ENOUGH_MEMORY)
        cursor.execute(check.query, releases or {})
        return Finding(
            check=check.name,
            severity=check.severity,
            failing_rows=cursor.rowcount,
            examples=cursor.fetchmany(EXAMPLES),
            what=check.what,
            look_at=check.look_at,
        )


def parameters(connection: Connection, release_id: int, previous: int | None = None) -> Parameters:
    """Return the releases that a release's checks read, by the names of their parameters."""
    ((known,),) = connection.execute("select coalesce(%s, dw.edition_before(%s))", (previous, release_id))
    return {"release_id": release_id, "previous_release_id": previous, "known_release_id": known}


def check_warehouse(connection: Connection, *, thoroughly: bool) -> list[Finding]:
    """Run the checks of the whole warehouse that a run makes, if `thoroughly` also those on demand."""
    occasions = {"every run", "on demand"} if thoroughly else {"every run"}
    return [
        run_check(connection, check) for check in checks() if check.table is None and check.when in occasions
    ]


def _for_each_view(text: str) -> str:
    query = re.sub(r"^--.*\n|;", "", text, flags=re.MULTILINE)
    views = sorted((view.name.split("."), view.grain) for view in sql_objects("view"))
    return "union all\n".join(
        query.replace(":view", name).replace(":grain", ", ".join(grain))
        for (schema, name), grain in views
        if schema == "mart"
    )
