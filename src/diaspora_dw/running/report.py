"""What a run has to say when it ends: step by step, and as one exit code."""

import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg

from diaspora_dw import __version__, clock
from diaspora_dw.database import explained
from diaspora_dw.errors import DiasporaError, ExitCode
from diaspora_dw.loading.check import Finding
from diaspora_dw.releases.comparison import Revision


class Outcome(StrEnum):
    """How a step ended."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    SAMPLE = "sample"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass
class StepReport:
    """What a run did about one dataset of one source."""

    source_code: str
    dataset: str
    outcome: Outcome
    edition: str | None = None
    release_id: int | None = None
    rows: int | None = None
    bytes: int | None = None
    seconds: float = 0.0
    revision: Revision | None = None
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()
    error: str | None = None
    advice: str | None = None
    publisher_unreachable: bool = False
    publisher_gave_nothing: bool = False
    subject: str = ""

    @property
    def source_name(self) -> str:
        """The source, and what the step was about where its source has several subjects."""
        return f"{self.source_code} {self.subject}".strip()

    @property
    def warnings(self) -> list[Finding]:
        """Findings that a reader should know of though the release was published."""
        return [found for found in self.findings if found.failing_rows]

    def what_changed(self) -> str:
        """The step's result in a few words."""
        match self.outcome:
            case Outcome.PUBLISHED:
                if self.revision is None:
                    return f"new, {self.rows or 0:,} rows"
                return self.revision.described()
            case Outcome.UNCHANGED:
                return "nothing"
            case Outcome.KEPT:
                return "nothing (offline)"
            case Outcome.SAMPLE:
                return "bundled sample loaded"
            case Outcome.REFUSED | Outcome.FAILED:
                return "nothing: see below"

    def as_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        return {
            "source": self.source_code,
            "subject": self.subject,
            "offer": self.dataset,
            "edition": self.edition,
            "release_id": self.release_id,
            "outcome": self.outcome.value,
            "rows": self.rows,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "changes": self.revision.as_json() if self.revision else None,
            "findings": [found.as_json() for found in self.warnings],
            "notes": list(self.notes),
            "error": self.error,
            "advice": self.advice,
        }


@dataclass
class RunReport:
    """What a run did."""

    run_id: uuid.UUID
    started_at: datetime = field(default_factory=clock.now)
    host: str = field(default_factory=socket.gethostname)
    version: str = __version__
    steps: list[StepReport] = field(default_factory=list)
    preparation: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    """What checks of the warehouse as a whole found, where it changed."""
    seconds: float = 0.0
    broken_off: DiasporaError | None = None
    """Why the run ended before its time, where it did."""
    _started: float = field(default_factory=clock.elapsed, repr=False)

    def break_off(self, error: BaseException) -> None:
        """Take note of why the run ends before its time; the first reason given is the one that counts."""
        if self.broken_off is not None:
            return
        if isinstance(error, DiasporaError):
            self.broken_off = error
        elif isinstance(error, psycopg.Error):
            self.broken_off = explained(error)
        else:
            self.broken_off = DiasporaError(
                f"{type(error).__name__}: {error}", advice="Run again with --debug to see where it happened."
            )

    def end(self) -> None:
        """Take note of how long the run has taken."""
        self.seconds = clock.elapsed() - self._started

    @property
    def outcome(self) -> str:
        """How the run ended, in one word."""
        return "succeeded" if self.exit_code is ExitCode.OK else "failed"

    @property
    def error(self) -> str | None:
        """What went wrong: with the run, else with its steps."""
        if self.broken_off is not None:
            return self.broken_off.message
        failed = [f"{step.source_code} {step.dataset}: {step.error}" for step in self.steps if step.error]
        return "; ".join(failed) or None

    @property
    def advice(self) -> str | None:
        """What to do about what went wrong."""
        if self.broken_off is not None:
            return self.broken_off.advice or None
        return " ".join(dict.fromkeys(step.advice for step in self.steps if step.advice)) or None

    @property
    def changed_warehouse(self) -> bool:
        """Whether readers find something else than before: other figures, or other views."""
        loaded = any(step.outcome in (Outcome.PUBLISHED, Outcome.SAMPLE) for step in self.steps)
        return loaded or bool(self.preparation)

    @property
    def revised_figures(self) -> bool:
        """Whether figures that were in use have been replaced."""
        revisions = [step.revision for step in self.steps if step.revision is not None]
        return any(not revision.between_editions for revision in revisions)

    @property
    def warnings(self) -> list[Finding]:
        """Findings in the warehouse as a whole that a reader should know of."""
        return [found for found in self.findings if found.failing_rows]

    @property
    def loaded_sample(self) -> bool:
        """Whether the run fell back on the bundled sample."""
        return any(step.outcome is Outcome.SAMPLE for step in self.steps)

    @property
    def exit_code(self) -> ExitCode:
        """The documented exit code: refusal by checks before failure, because it needs somebody's decision.

        A first run without a network is no failure: the sample is what it is for.
        """
        if self.broken_off is not None:
            return self.broken_off.exit_code
        if any(step.outcome is Outcome.REFUSED for step in self.steps):
            return ExitCode.CHECKS_FAILED
        failed = [step for step in self.steps if step.outcome is Outcome.FAILED]
        offline = self.loaded_sample and all(step.publisher_unreachable for step in failed)
        return ExitCode.SOURCE_FAILED if failed and not offline else ExitCode.OK

    def as_json(self) -> dict[str, Any]:
        """The run as one JSON document."""
        return {
            "run_id": str(self.run_id),
            "started_at": self.started_at.isoformat(),
            "host": self.host,
            "version": self.version,
            "outcome": self.outcome,
            "exit_code": int(self.exit_code),
            "seconds": round(self.seconds, 3),
            "error": self.error,
            "advice": self.advice,
            "preparation": list(self.preparation),
            "steps": [step.as_json() for step in self.steps],
            "findings": [found.as_json() for found in self.warnings],
        }
