"""Whether the warehouse is as its operators want it: every source loaded, current and young enough.

For schedulers and monitoring. Nothing is started, changed or recorded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from diaspora_dw import clock
from diaspora_dw.database import Database
from diaspora_dw.inspecting.overview import Overview, Row, read_overview
from diaspora_dw.migrating import current_revision
from diaspora_dw.source import Source, registered_sources


@dataclass(frozen=True)
class SourceHealth:
    """How a source stands, about one subject where it has several. What is not loaded is None."""

    source_code: str
    subject: str
    allowed_age: timedelta
    edition: str | None = None
    age: timedelta | None = None
    """Since its publisher last confirmed it."""
    rows: int | None = None
    is_sample: bool = False
    failing_checks: Mapping[str, int] | None = None
    """Checks that found something in the current release which nobody accepted, by severity."""

    @property
    def name(self) -> str:
        """The source, and its subject where it has one."""
        return f"{self.source_code} {self.subject}".strip()

    @property
    def is_current(self) -> bool:
        """Whether a release that its publisher made is in use: a sample is none."""
        return self.edition is not None and not self.is_sample

    @property
    def is_stale(self) -> bool:
        """Whether its publisher has not confirmed it for longer than the source allows."""
        return self.age is not None and self.age > self.allowed_age

    @property
    def problem(self) -> str | None:
        """What is wrong with it, or None."""
        if self.edition is None:
            return "nothing is loaded"
        if self.is_sample:
            return "only the bundled sample is loaded"
        return "too old" if self.is_stale else None

    def as_json(self) -> dict[str, Any]:
        """The source's state as a JSON object."""
        return {
            "source": self.source_code,
            "subject": self.subject,
            "edition": self.edition,
            "age_seconds": None if self.age is None else round(self.age.total_seconds()),
            "allowed_age_seconds": round(self.allowed_age.total_seconds()),
            "rows": self.rows,
            "is_current": self.is_current,
            "is_stale": self.is_stale,
            "problem": self.problem,
        }


@dataclass(frozen=True)
class Health:
    """How every registered source stands, and what kept the last run from its work."""

    sources: list[SourceHealth]
    last_run_problem: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return self.last_run_problem is None and all(source.problem is None for source in self.sources)

    def as_json(self) -> dict[str, Any]:
        """The state as one JSON object."""
        return {
            "healthy": self.is_good,
            "last_run_problem": self.last_run_problem,
            "sources": [source.as_json() for source in self.sources],
        }


def read_health(database: Database) -> Health:
    """Judge how things stand. Raises `DatabaseError` where the database cannot be asked."""
    nothing = Overview([], [], [])
    overview = nothing if current_revision(database) is None else read_overview(database)
    return Health(
        [state for _, source in sorted(registered_sources().items()) for state in _states(source, overview)],
        _last_run_problem(overview),
    )


def _states(source: Source, overview: Overview) -> Iterator[SourceHealth]:
    current = {
        row["subject"]: row
        for row in overview.sources
        if row["source_code"] == source.code and row["is_current"]
    }
    for subject in sorted({source.subject(dataset) for dataset in source.datasets()}):
        row = current.get(subject)
        if row is None:
            yield SourceHealth(source.code, subject, source.max_age)
        else:
            yield SourceHealth(
                source.code,
                subject,
                source.max_age,
                row["edition"],
                clock.now() - row["confirmed_at"],
                row["row_count"],
                row["is_sample"],
                _failing_checks(row, overview),
            )


def _failing_checks(release: Row, overview: Overview) -> dict[str, int]:
    severities = [
        found["severity"]
        for found in overview.findings
        if found["accepted_by"] is None
        and all(found[name] == release[name] for name in ("source_code", "subject", "edition"))
    ]
    return {severity: severities.count(severity) for severity in ("error", "warning")}


def _last_run_problem(overview: Overview) -> str | None:
    """Why the last run that ended never came to a source, or None where it did.

    What goes wrong with a source is no reason by itself: ages say how long that may go on.
    """
    last = next((run for run in overview.runs if run["outcome"] != "running"), None)
    if last is None or last["outcome"] == "succeeded" or last["steps"]:
        return None
    return f"the run of {last['started_at']:%Y-%m-%d %H:%M} UTC came to no source: {last['error']}"
