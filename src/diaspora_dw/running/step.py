"""One step of a run: a snapshot is read, loaded and published, unless it holds nothing new."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from diaspora_dw import clock
from diaspora_dw.database import Connection, explained
from diaspora_dw.errors import DatabaseError, DiasporaError, PublisherAnswerError, PublisherUnreachableError
from diaspora_dw.fetching.snapshot import Snapshot
from diaspora_dw.loading.check import Finding
from diaspora_dw.loading.publish import Candidate, RefusedReleaseError, publish
from diaspora_dw.releases.comparison import Revision, compare
from diaspora_dw.releases.release import Release, current, edition_before, of_dataset, predecessor, releases
from diaspora_dw.running.jobs import Fetched, Job, Progress
from diaspora_dw.running.report import Outcome, StepReport
from diaspora_dw.source import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stepper:
    """What all steps of a run share."""

    connection: Connection
    run_id: uuid.UUID
    force: bool
    accept: Callable[[Finding], str | None]
    progress: Progress

    def take(self, job: Job) -> StepReport:
        """Do what there is to do about one dataset. What goes wrong with it is in the report.

        Raises only what concerns the run as a whole: a database that is gone.
        """
        started = clock.elapsed()
        subject = job.source.subject(job.dataset)
        step = StepReport(job.source.code, job.dataset, Outcome.KEPT, subject=subject)
        try:
            known = releases(self.connection, job.source.code, subject)
            if job.coming is None:
                kept = of_dataset(known, job.dataset) or current(known)
                step.edition = kept.edition if kept else None
            else:
                self._bring_in(job.source, job.coming.result(), known, step)
        except DatabaseError:
            raise
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            told = explained(error)
            step.outcome, step.error, step.advice = Outcome.FAILED, told.message, told.advice
        except DiasporaError as error:
            step.outcome = Outcome.FAILED
            if isinstance(error, RefusedReleaseError):
                step.outcome, step.findings = Outcome.REFUSED, error.findings
            step.publisher_unreachable = isinstance(error, PublisherUnreachableError)
            step.publisher_gave_nothing = isinstance(error, (PublisherUnreachableError, PublisherAnswerError))
            step.error, step.advice = error.message, error.advice
        except Exception as error:
            log.exception("%s %s: nobody expected this", step.source_name, step.dataset)
            step.outcome, step.error = Outcome.FAILED, f"{type(error).__name__}: {error}"
            step.advice = "Please report it with what the log says; the other sources are not concerned."
        step.seconds = job.fetching.seconds + clock.elapsed() - started
        return step

    def _bring_in(self, source: Source, fetched: Fetched, known: list[Release], step: StepReport) -> None:
        snapshot, candidate = fetched.snapshot, fetched.candidate
        step.edition, step.bytes = snapshot.edition, snapshot.size_bytes
        before = predecessor(source, known, snapshot.edition)
        if candidate is not None:
            step.notes = candidate.tables.notes
        if candidate is None or (
            before and not self.force and before.content_sha256 == candidate.content_sha256
        ):
            step.outcome, step.release_id = Outcome.UNCHANGED, before.release_id if before else None
            return
        self.progress(source.code, step.dataset, "loading", None)
        published = publish(
            self.connection,
            candidate,
            run_id=self.run_id,
            predecessor=before,
            becomes_current=_becomes_current(source, snapshot, current(known)),
            accept=self.accept,
        )
        step.outcome = Outcome.SAMPLE if snapshot.is_sample else Outcome.PUBLISHED
        step.release_id, step.rows = published.release_id, candidate.row_count
        step.findings = published.findings
        if not snapshot.is_sample:
            step.revision = self._revision(candidate, before, known, published.release_id)

    def _revision(
        self, candidate: Candidate, before: Release | None, known: list[Release], after_id: int
    ) -> Revision | None:
        """What changed in the release's first fact that has a measure.

        It is held against the release whose place it took; the first of an edition that stands beside others
        against the edition before it.
        """
        between_editions = before is None and candidate.source.editions_side_by_side
        if between_editions:
            before = edition_before(known, candidate.snapshot.edition)
        if before is None or before.is_sample:
            return None
        for text in candidate.texts:
            if "measure" in text.table.info:
                return self._compared(text.table.fullname, before, after_id, between_editions)
        return None

    def _compared(
        self, table_name: str, before: Release, after_id: int, between_editions: bool
    ) -> Revision | None:
        """What changed, where that can be told: the release is in use, and stays so without."""
        try:
            return compare(self.connection, table_name, before, after_id, between_editions=between_editions)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            log.warning("release %s is in use, but what it changed could not be told: %s", after_id, error)
            return None


def _becomes_current(source: Source, snapshot: Snapshot, in_use: Release | None) -> bool:
    """Whether the views are to read it: an older edition that comes in late does not displace a newer one."""
    if in_use is None or in_use.is_sample or not source.editions_side_by_side:
        return True
    return snapshot.edition >= in_use.edition
