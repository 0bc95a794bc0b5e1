"""Whether the warehouse is as its operators want it: every source loaded, current and confirmed recently enough.

For schedulers and monitoring. Nothing is started, changed or recorded.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from diaspora_dw import clock
from diaspora_dw.database import Database
from diaspora_dw.inspecting.overview import Overview, Row, read_overview
from diaspora_dw.migrating import current_revision
from diaspora_dw.source import Source, registered_sources

Age = Annotated[timedelta, PlainSerializer(lambda age: round(age.total_seconds()))]


class SourceHealth(BaseModel):
    """The state of a source, for one subject if it has several. What is not loaded is None."""

    source: str
    subject: str
    edition: str | None = None
    age: Age | None = Field(default=None, serialization_alias="age_seconds")
    """Time since the publisher last confirmed the edition."""
    allowed_age: Age = Field(serialization_alias="allowed_age_seconds")
    rows: int | None = None
    is_current: bool = False
    """Whether a real release is in use: a sample does not count."""
    is_stale: bool = False
    """Whether the publisher has not confirmed it for longer than the source allows."""
    problem: str | None = "nothing is loaded"
    failing_checks: dict[str, int] = Field(default={}, exclude=True)
    """The number of checks, by severity, that found something in the current release which nobody accepted."""

    @property
    def name(self) -> str:
        """The source, and its subject if it has one."""
        return f"{self.source} {self.subject}".strip()


class Health(BaseModel):
    """The state of every registered source, and why the last run did not process any source, if it did not."""

    healthy: bool
    last_run_problem: str | None
    sources: list[SourceHealth]


def read_health(database: Database) -> Health:
    """Read the state of the warehouse. Raises `DatabaseError` if the database cannot be queried."""
    if current_revision(database) is None:
        overview = Overview(sources=[], runs=[], findings=[])
    else:
        overview = read_overview(database)
    sources = [
        state for _, source in sorted(registered_sources().items()) for state in _states(source, overview)
    ]
    problem = _last_run_problem(overview)
    healthy = problem is None and all(source.problem is None for source in sources)
    return Health(healthy=healthy, last_run_problem=problem, sources=sources)


def _states(source: Source, overview: Overview) -> Iterator[SourceHealth]:
    rows = [row for row in overview.sources if row["source_code"] == source.code]
    current = {row["subject"]: row for row in rows if row["is_current"]}
    withdrawn = {row["subject"] for row in rows if row["is_withdrawn"]} - current.keys()
    for subject in sorted({source.subject(dataset) for dataset in source.datasets()} - withdrawn):
        state = SourceHealth(source=source.code, subject=subject, allowed_age=source.max_age)
        if subject in current:
            _describe(state, current[subject], overview)
        yield state


def _describe(state: SourceHealth, release: Row, overview: Overview) -> None:
    state.edition, state.rows = release["edition"], release["row_count"]
    state.age = clock.now() - release["confirmed_at"]
    state.is_current = not release["is_sample"]
    state.is_stale = state.age > state.allowed_age
    if release["is_sample"]:
        state.problem = "only the bundled sample is loaded"
    else:
        state.problem = "too old" if state.is_stale else None
    severities = [
        found["severity"]
        for found in overview.findings
        if found["accepted_by"] is None
        and all(found[name] == release[name] for name in ("source_code", "subject", "edition"))
    ]
    state.failing_checks = {severity: severities.count(severity) for severity in ("error", "warning")}


def _last_run_problem(overview: Overview) -> str | None:
    """Return why the last run that ended failed before processing any source, or None if it did not.

    The failure of a source is not a problem by itself: its age shows when it has lasted too long.
    """
    last = next((run for run in overview.runs if run["outcome"] != "running"), None)
    if last is None or last["outcome"] == "succeeded" or last["steps"]:
        return None
    started = f"{last['started_at']:%Y-%m-%d %H:%M} UTC"
    return f"the run of {started} failed before processing any source: {last['error']}"
