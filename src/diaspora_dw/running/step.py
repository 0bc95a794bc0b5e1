"""One step of a run: a snapshot is read, loaded and published, unless it holds nothing new."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.errors import DatabaseError, DiasporaError, PublisherAnswerError, PublisherUnreachableError
from diaspora_dw.extracting.snapshot import Snapshot, SnapshotStore
from diaspora_dw.extracting.source import Source
from diaspora_dw.loading import Candidate, Finding, RefusedReleaseError, publish
from diaspora_dw.loading.release import Release, current, of_offer, releases, standing
from diaspora_dw.loading.revision import Revision, compare
from diaspora_dw.running.extraction import Job, Progress
from diaspora_dw.running.report import Outcome, StepReport


@dataclass(frozen=True)
class Stepper:
    """What all steps of a run share."""

    connection: Connection
    store: SnapshotStore
    run_id: uuid.UUID
    force: bool
    accept: Callable[[Finding], str | None]
    progress: Progress

    def take(self, job: Job) -> StepReport:
        """Do what there is to do about one offer. What goes wrong with it is in the report.

        Raises only what concerns the run as a whole: a database that is gone.
        """
        started = clock.elapsed()
        step = StepReport(job.source.code, job.offer, Outcome.KEPT)
        try:
            known = releases(self.connection, job.source.code, job.source.subject(job.offer))
            if job.snapshot is None:
                kept = of_offer(known, job.offer) or current(known)
                step.edition = kept.edition if kept else None
            else:
                self._bring_in(job.source, job.snapshot(), known, step)
        except DatabaseError:
            raise
        except DiasporaError as error:
            step.outcome = Outcome.FAILED
            if isinstance(error, RefusedReleaseError):
                step.outcome, step.findings = Outcome.REFUSED, error.findings
            step.publisher_unreachable = isinstance(error, PublisherUnreachableError)
            step.publisher_gave_nothing = isinstance(error, (PublisherUnreachableError, PublisherAnswerError))
            step.error, step.advice = error.message, error.advice
        step.seconds = clock.elapsed() - started
        return step

    def _bring_in(self, source: Source, snapshot: Snapshot, known: list[Release], step: StepReport) -> None:
        step.edition, step.bytes = snapshot.edition, snapshot.size_bytes
        in_use = current(known)
        predecessor = standing(known, snapshot.edition) if source.editions_side_by_side else in_use
        if not self.force and predecessor and _same_bytes(predecessor, snapshot, source):
            step.outcome, step.release_id = Outcome.UNCHANGED, predecessor.release_id
            return
        self.progress(source.code, step.offer, "reading", None)
        candidate = Candidate.read(source, snapshot, self.store)
        step.notes = candidate.tables.notes
        if not self.force and predecessor and predecessor.content_sha256 == candidate.content_sha256:
            step.outcome, step.release_id = Outcome.UNCHANGED, predecessor.release_id
            return
        self.progress(source.code, step.offer, "loading", None)
        published = publish(
            self.connection,
            candidate,
            run_id=self.run_id,
            predecessor=predecessor,
            becomes_current=_becomes_current(source, snapshot, in_use),
            accept=self.accept,
        )
        step.outcome = Outcome.SAMPLE if snapshot.is_sample else Outcome.PUBLISHED
        step.release_id, step.rows = published.release_id, candidate.row_count
        step.findings = published.findings
        if predecessor and not predecessor.is_sample:
            step.revision = self._revision(candidate, predecessor.release_id, published.release_id)

    def _revision(self, candidate: Candidate, before: int, after: int) -> Revision | None:
        """What changed in the release's first fact that has a measure."""
        for text in candidate.texts:
            if "measure" in text.table.info:
                return compare(self.connection, text.table.fullname, before, after)
        return None


def _same_bytes(release: Release, snapshot: Snapshot, source: Source) -> bool:
    """Whether a release was made from these very bytes by the reader that would read them now."""
    return release.sha256 == snapshot.sha256 and release.reader_version == source.reader_version


def _becomes_current(source: Source, snapshot: Snapshot, in_use: Release | None) -> bool:
    """Whether the views are to read it: an older edition that comes in late does not displace a newer one."""
    if in_use is None or in_use.is_sample or not source.editions_side_by_side:
        return True
    return snapshot.edition >= in_use.edition
