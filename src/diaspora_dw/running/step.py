"""One step of a run: a dataset that was fetched is loaded and published, unless it has not changed."""

import logging
import uuid
from dataclasses import dataclass

import psycopg

from diaspora_dw import clock
from diaspora_dw.database import Connection, explain
from diaspora_dw.errors import DatabaseError, DiasporaError, PublisherAnswerError, PublisherUnreachableError
from diaspora_dw.loading.check import Finding
from diaspora_dw.loading.publish import RefusedReleaseError, publish
from diaspora_dw.releases.comparison import Revision, compare
from diaspora_dw.releases.release import History, Release
from diaspora_dw.running.jobs import Fetched, Job, Progress
from diaspora_dw.running.ledger import account
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.report import Outcome, StepReport

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StepProcessor:
    """Processes the steps of a run, one after the other."""

    connection: Connection
    run_id: uuid.UUID
    options: RunOptions
    progress: Progress

    def process(self, job: Job) -> StepReport:
        """Load and publish a dataset if it has changed. Errors of the dataset are in the report.

        Raises only errors that end the whole run: a lost database.
        """
        started = clock.elapsed()
        step = StepReport(
            source=job.source.code, subject=job.history.subject, dataset=job.dataset, outcome=Outcome.KEPT
        )
        try:
            if job.result is not None:
                self._load(job, job.result.result(), step)
            elif kept := job.history.of_dataset(job.dataset):
                step.edition = kept.edition
        except DatabaseError:
            raise
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            _record_error(step, explain(error))
        except DiasporaError as error:
            _record_error(step, error)
        except Exception as error:
            log.exception("%s: unexpected error", step.name)
            advice = "Please report this, with the traceback in the log. Other sources are not affected."
            _record_error(step, DiasporaError(f"{type(error).__name__}: {error}", advice=advice))
        step.seconds = job.fetching_seconds + clock.elapsed() - started
        return step

    def _load(self, job: Job, fetched: Fetched, step: StepReport) -> None:
        snapshot, candidate, history = fetched.snapshot, fetched.candidate, job.history
        step.edition, step.bytes = snapshot.edition, snapshot.size_bytes
        if candidate is not None:
            step.notes = list(candidate.tables.notes)
        if fetched.unchanged is not None or candidate is None:
            step.outcome = Outcome.UNCHANGED
            step.release_id = fetched.unchanged.release_id if fetched.unchanged else None
            return
        self.progress(job.source.code, job.dataset, "loading", None)
        before = _compared_release(history, snapshot.edition)
        step.release_id, step.findings = publish(
            self.connection, candidate, history, run_id=self.run_id, accept=self._accept
        )
        step.outcome = Outcome.SAMPLE if snapshot.is_sample else Outcome.PUBLISHED
        step.rows = candidate.row_count
        if before is not None and not snapshot.is_sample and not before.is_sample:
            step.changes = self._compare(before, step.release_id, snapshot.edition, history)

    def _accept(self, found: Finding) -> str | None:
        """Return who accepts a finding that would stop a release."""
        return account() if found.check in self.options.accept else None

    def _compare(self, before: Release, after_id: int, edition: str, history: History) -> Revision | None:
        """Compare a new release with an earlier one. If that fails, the new release stays in use."""
        between = history.keeps_apart(before.edition, edition)
        try:
            return compare(self.connection, before, after_id, between_editions=between)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            log.warning(
                "release %s is published, but comparing it failed: %s. Try again: diaspora-dw diff %s %s --source %s",
                after_id,
                str(error).strip(),
                before.release_id,
                after_id,
                history.source.code,
            )
            return None


def _compared_release(history: History, edition: str) -> Release | None:
    """Return the release to compare a new one with: its predecessor, or the edition before if it has none."""
    before = history.predecessor(edition)
    if before is None and history.source.editions_side_by_side:
        return history.previous_edition(edition)
    return before


def _record_error(step: StepReport, error: DiasporaError) -> None:
    step.outcome, step.error, step.advice = Outcome.FAILED, error.message, error.advice
    if isinstance(error, RefusedReleaseError):
        step.outcome, step.findings = Outcome.REFUSED, error.findings
    step.publisher_unreachable = isinstance(error, PublisherUnreachableError)
    step.publisher_gave_nothing = isinstance(error, (PublisherUnreachableError, PublisherAnswerError))
