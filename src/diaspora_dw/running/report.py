"""What a run did, step by step, and the exit code that follows from it. Dumped, it is the JSON report."""

import socket
import uuid
from collections import defaultdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import psycopg
from pydantic import BaseModel, Field, PlainSerializer, PrivateAttr, WrapSerializer

from diaspora_dw import __version__, clock
from diaspora_dw.database import explain
from diaspora_dw.errors import DiasporaError, ExitCode
from diaspora_dw.loading.check import Finding
from diaspora_dw.releases.comparison import Revision


def failing(findings: list[Finding]) -> list[Finding]:
    """Return the findings of checks that found something."""
    return [found for found in findings if found.failing_rows]


Findings = Annotated[list[Finding], WrapSerializer(lambda findings, dump: dump(failing(findings)))]
"""The results of all checks; JSON has only those that found something."""
Seconds = Annotated[float, PlainSerializer(lambda seconds: round(seconds, 3))]


class Outcome(StrEnum):
    """How a step ended."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    SAMPLE = "sample"
    REFUSED = "refused"
    FAILED = "failed"


class StepReport(BaseModel):
    """What a run did about one dataset of one source."""

    source: str
    subject: str = ""
    dataset: str
    edition: str | None = None
    release_id: int | None = None
    outcome: Outcome
    rows: int | None = None
    bytes: int | None = None
    seconds: Seconds = 0.0
    changes: Revision | None = None
    findings: Findings = []
    notes: list[str] = []
    error: str | None = None
    advice: str | None = None
    publisher_unreachable: bool = Field(default=False, exclude=True)
    """Whether the publisher could not be reached."""
    publisher_gave_nothing: bool = Field(default=False, exclude=True)
    """Whether it could not be reached, or answered without data."""

    @property
    def name(self) -> str:
        """The source, its subject if it has several, and the edition or dataset."""
        return " ".join(filter(None, (self.source, self.subject, self.edition or self.dataset)))

    def describe(self) -> str:
        """Return the result in a line, for the log."""
        match self.outcome:
            case Outcome.PUBLISHED:
                changes = f", {self.changes.describe()}" if self.changes else ""
                result = f"published ({self.rows or 0:,} rows{changes})"
            case Outcome.KEPT:
                result = "kept (offline)"
            case Outcome.WITHDRAWN:
                result = f"not loaded: {'; '.join(self.notes)}"
            case Outcome.SAMPLE:
                result = "bundled sample loaded"
            case Outcome.REFUSED:
                return str(self.error)  # it names the release
            case Outcome.FAILED:
                return f"{self.name} failed: {self.error}"
            case _:
                result = self.outcome
        return f"{self.name}: {result}"


class RunReport(BaseModel):
    """What a run did. Its outcome, exit code and error are set when it ends."""

    run_id: uuid.UUID = Field(default_factory=uuid.uuid4)
    started_at: Annotated[datetime, PlainSerializer(datetime.isoformat)] = Field(default_factory=clock.now)
    host: str = Field(default_factory=socket.gethostname)
    version: str = __version__
    outcome: str = "running"
    exit_code: ExitCode = ExitCode.OK
    seconds: Seconds = 0.0
    error: str | None = None
    advice: str | None = None
    preparation: list[str] = []
    steps: list[StepReport] = []
    findings: Findings = []
    """What the checks of the whole warehouse found."""
    _started: float = PrivateAttr(default_factory=clock.elapsed)
    _cause: DiasporaError | None = PrivateAttr(default=None)

    def break_off(self, error: BaseException) -> None:
        """Record why the run ends early. The first reason counts."""
        if self._cause is not None:
            return
        if isinstance(error, DiasporaError):
            self._cause = error
        elif isinstance(error, psycopg.Error):
            self._cause = explain(error)
        else:
            self._cause = DiasporaError(
                f"{type(error).__name__}: {error}", advice="Run again with --debug to see where it happened."
            )

    def end(self) -> None:
        """Record how the run ended, and how long it took."""
        self.seconds = clock.elapsed() - self._started
        if self._cause is not None:
            self.exit_code, self.error = self._cause.exit_code, self._cause.message
            self.advice = self._cause.advice or None
        else:
            self.exit_code = self._exit_code_of_steps()
            self.error = "; ".join(step.describe() for step in self.steps if step.error) or None
            self.advice = "\n".join(self.advice_of_steps()) or None
        self.outcome = "succeeded" if self.exit_code is ExitCode.OK else "failed"

    def advice_of_steps(self) -> list[str]:
        """Return what steps advise, each advice with the steps that give it."""
        names = defaultdict(list)
        for step in self.steps:
            if step.advice:
                names[step.advice].append(step.name)
        return [f"{', '.join(steps)}: {advice}" for advice, steps in names.items()]

    def has_step(self, *outcomes: Outcome) -> bool:
        """Return whether a step ended in one of these ways."""
        return any(step.outcome in outcomes for step in self.steps)

    def _exit_code_of_steps(self) -> ExitCode:
        """Return the exit code: refusal by a check comes before failure, because it needs a decision.

        A first run without a network does not fail: the sample is meant for it.
        """
        if self.has_step(Outcome.REFUSED):
            return ExitCode.CHECKS_FAILED
        failed = [step for step in self.steps if step.outcome is Outcome.FAILED]
        offline = self.has_step(Outcome.SAMPLE) and all(step.publisher_unreachable for step in failed)
        return ExitCode.SOURCE_FAILED if failed and not offline else ExitCode.OK
