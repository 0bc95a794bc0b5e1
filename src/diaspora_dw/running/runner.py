"""The run itself: fetches all sources side by side, and loads each dataset when it has arrived.

What is loaded is published together, whenever the run would have to wait for the next dataset. A source that fails
keeps its current release and does not affect the others.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from itertools import chain
from typing import TYPE_CHECKING

import psycopg
from psycopg.pq import TransactionStatus

from diaspora_dw import clock
from diaspora_dw.database import Connection, Database, explain
from diaspora_dw.errors import (
    DatabaseError,
    DiasporaError,
    PublisherAnswerError,
    PublisherUnreachableError,
    UsageError,
)
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.check import RefusedReleaseError, check_warehouse, checks
from diaspora_dw.migrating import provision
from diaspora_dw.releases.comparison import Revision, compare
from diaspora_dw.releases.release import History, Release, read_releases
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.running.jobs import Fetched, Fetcher, Job, Progress, as_completed
from diaspora_dw.running.ledger import account, begin_run, end_run, record_findings, record_step
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.report import Outcome, RunReport, StepReport
from diaspora_dw.running.retention import retire_releases
from diaspora_dw.running.run_id import run_context
from diaspora_dw.running.withdrawal import describe_withdrawal
from diaspora_dw.settings import Settings
from diaspora_dw.source import Source, choose_sources, registered_sources

if TYPE_CHECKING:
    from diaspora_dw.loading.publish import Loaded

log = logging.getLogger(__name__)

AtEnd = Callable[[RunReport, Database | None], None]
"""Called when a run ends in whatever way; the database is None if the run did not get that far."""


def run(
    settings: Settings,
    options: RunOptions,
    progress: Progress,
    at_end: AtEnd = lambda _report, _database: None,
) -> RunReport:
    """Bring all sources up to date, or those named in the options.

    Errors of a source are in the report. Raises `DatabaseError` or `RunLockedError` if the run cannot start, and
    `RunCutShortError` at its deadline.
    """
    deadline = Deadline(options.deadline_seconds or settings.deadline_seconds)
    report = RunReport()
    database = None
    with run_context(report.run_id):
        try:
            with deadline.enforce(), ExitStack() as early:
                sources = _choose(options)
                store = SnapshotStore(settings.snapshot_folder)

                def fetch(history: Callable[[Source, str], History]) -> AbstractContextManager[Fetcher]:
                    return Fetcher(history, store, options, progress, deadline).start(sources)

                fetcher = None
                # Creating the server takes seconds, and there can be no earlier release to compare with.
                if Database.is_to_be_created(settings):
                    _import_what_threads_share()
                    fetcher = early.enter_context(fetch(History))
                database = Database.open(settings)
                report.preparation = provision(database)
                wait_seconds = min(options.wait_seconds, deadline.seconds_left)
                with (
                    database.connect("loader", autocommit=True) as connection,
                    run_lock(connection, wait_seconds),
                ):
                    deadline.limit_statements(connection)
                    _Run(
                        settings,
                        options,
                        sources,
                        progress,
                        deadline,
                        report,
                        database,
                        connection,
                        fetch,
                        fetcher,
                    ).execute()
        except BaseException as error:
            report.break_off(deadline.explain(error))
            raise
        finally:
            report.end()
            at_end(report, database)
    return report


def _import_what_threads_share() -> None:
    """Import, before there are other threads, what this one and those that fetch need both.

    Two threads that import a package and a module in it at the same moment can find either half imported.
    """
    import diaspora_dw.installing  # noqa: PLC0415
    import diaspora_dw.loading.candidate  # noqa: PLC0415, F401


def _choose(options: RunOptions) -> list[Source]:
    """Return the sources to load, in order. Raises `UsageError` for an option that names nothing known."""
    known = {check.name for check in checks()}
    if unknown := set(options.accept) - known:
        raise UsageError(
            f"--accept: there is no check {', '.join(sorted(unknown))}",
            advice=f"The checks are {', '.join(sorted(known))}.",
        )
    sources = _sort(choose_sources(options.sources))
    if unknown := options.files.keys() - {source.code for source in sources}:
        raise UsageError(
            f"--file: this run does not load {', '.join(sorted(unknown))}",
            advice=f"It loads {', '.join(source.code for source in sources)}.",
        )
    return sources


def _sort(sources: Sequence[Source]) -> list[Source]:
    """Put each source after those whose dimensions it needs; these are added if they are not there."""
    wanted = {source.code: source for source in sources}
    while missing := {code for source in wanted.values() for code in source.depends_on} - wanted.keys():
        wanted |= {source.code: source for source in choose_sources(sorted(missing))}
    order = TopologicalSorter({code: source.depends_on for code, source in sorted(wanted.items())})
    return [wanted[code] for code in order.static_order()]


@dataclass(frozen=True)
class _Run:
    """A run that holds the run lock."""

    settings: Settings
    options: RunOptions
    sources: Sequence[Source]
    progress: Progress
    deadline: Deadline
    report: RunReport
    database: Database
    connection: Connection
    fetch: Callable[[Callable[[Source, str], History]], AbstractContextManager[Fetcher]]
    early: Fetcher | None
    """What has been fetching since before the database was there."""

    def execute(self) -> None:
        """Process every step, and put the run on record."""
        known, report = registered_sources().values(), self.report
        begin_run(self.connection, report, known)
        try:
            for step in self._steps():
                record_step(self.connection, report, step)
                report.steps.append(step)
                log.log(logging.ERROR if step.error else logging.INFO, "%s", step.describe())
                self.deadline.check()
            # The ledger has them as they completed; reports list them in the same order every night.
            order = [source.code for source in self.sources]
            report.steps.sort(key=lambda step: order.index(step.source))
            if report.preparation or report.has_step(Outcome.PUBLISHED, Outcome.SAMPLE):
                with self._maintenance():  # the planner has to know how the small tables look now
                    self.connection.execute("select ops.refresh_statistics()")
            with self._maintenance():
                retire_releases(self.connection, known, self.settings.keep_releases)
            with self._maintenance():
                revised = any(step.changes and not step.changes.between_editions for step in report.steps)
                report.findings = check_warehouse(self.connection, thoroughly=revised)
                record_findings(self.connection, report, report.findings)
            report.end()
            end_run(self.connection, report)
        except BaseException as error:
            if isinstance(error, psycopg.OperationalError) and self.connection.broken:
                report.break_off(self.database.lost_connection(error))
            report.break_off(self.deadline.explain(error))
            report.end()
            self._record_failure()
            raise

    def _steps(self) -> Iterator[StepReport]:
        """Process every dataset; if no publisher sent anything and nothing is loaded, load the samples."""
        with ExitStack() as pools:
            fetcher = self.early
            if fetcher is None or read_releases(self.connection, "true"):  # another run has filled it
                fetcher = pools.enter_context(self.fetch(partial(History.read, self.connection)))
            yield from self._process(as_completed(fetcher.jobs))

        remote = [source for source in self.sources if not source.is_local]
        gave_nothing = {step.source for step in self.report.steps if step.publisher_gave_nothing}
        no_data = self.options.offline or gave_nothing >= {source.code for source in remote}
        if no_data and not any(History.read(self.connection, source).releases for source in remote):
            yield from self._process(
                fetcher.job_of_snapshot(source, sample)
                for source in remote
                for dataset in source.datasets()
                if (sample := source.sample(dataset, fetcher.store)) is not None
            )

    def _process(self, jobs: Iterable[Job | None]) -> Iterator[StepReport]:
        """Load the datasets that have changed. What is loaded is published when nothing more has arrived (None)."""
        loaded: list[tuple[StepReport, Loaded]] = []
        for job in chain(jobs, [None]):
            if job is None:
                if loaded:
                    yield from self._publish(loaded)
                loaded = []
                continue
            step = StepReport(
                source=job.source.code, subject=job.history.subject, dataset=job.dataset, outcome=Outcome.KEPT
            )
            release = None
            with self._part_of(step):
                if job.result is not None:
                    release = self._load(job, job.result.result(), step)
                elif kept := job.history.of_dataset(job.dataset):
                    step.edition = kept.edition
            step.seconds += job.fetching_seconds
            if release is None:
                yield step
            else:
                loaded.append((step, release))

    @contextmanager
    def _part_of(self, step: StepReport) -> Iterator[None]:
        """Do a part of a step. Its time and its errors are in the report.

        Raises only errors that end the whole run: a lost database.
        """
        started = clock.elapsed()
        try:
            yield
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
        step.seconds += clock.elapsed() - started

    def _load(self, job: Job, fetched: Fetched, step: StepReport) -> "Loaded | None":
        """Load and check a dataset, unless it has not changed."""
        snapshot, candidate = fetched.snapshot, fetched.candidate
        step.edition, step.bytes = snapshot.edition, snapshot.size_bytes
        if candidate is not None:
            step.notes = list(candidate.tables.notes)
        if fetched.unchanged is not None or candidate is None:
            step.outcome = Outcome.UNCHANGED
            step.release_id = fetched.unchanged.release_id if fetched.unchanged else None
            if fetched.unchanged is not None and fetched.unchanged.withdrawn_at is not None:
                step.outcome, step.notes = Outcome.WITHDRAWN, [describe_withdrawal(fetched.unchanged)]
            return None
        self.progress(job.source.code, job.dataset, "loading", None)
        from diaspora_dw.loading.publish import load  # noqa: PLC0415 - imports pandas

        accepted = dict.fromkeys(self.options.accept, account())
        release = load(self.connection, candidate, job.history, run_id=self.report.run_id, accepted=accepted)
        step.release_id, step.findings, step.rows = release.release_id, release.findings, candidate.row_count
        return release

    def _publish(self, loaded: Sequence[tuple[StepReport, "Loaded"]]) -> Iterator[StepReport]:
        """Publish releases together, so that what is derived from them is derived once; if that fails, each alone."""
        from diaspora_dw.loading.publish import publish  # noqa: PLC0415 - imports pandas

        for step, _ in loaded:
            self.progress(step.source, step.dataset, "publishing", None)
        if together := len(loaded) > 1:
            try:
                publish(self.connection, [release for _, release in loaded])
            except Exception as error:  # whatever it was, it may be the fault of one of them
                if isinstance(error, DatabaseError) or self.connection.broken or self.deadline.is_over:
                    raise
                together = False
                log.warning(
                    "%d releases could not be published together, so each is published alone: %s",
                    len(loaded),
                    str(error).strip(),
                )
        for step, release in loaded:
            with self._part_of(step):
                if not together:
                    publish(self.connection, [release])
                is_sample = release.candidate.snapshot.is_sample
                step.outcome = Outcome.SAMPLE if is_sample else Outcome.PUBLISHED
                before = release.predecessor or release.history.previous_edition(release.edition)
                if before is not None and not is_sample and not before.is_sample:
                    step.changes = self._compare(before, release)
            yield step

    def _compare(self, before: Release, after: "Loaded") -> Revision | None:
        """Compare a new release with an earlier one. If that fails, the new release stays in use."""
        between = after.history.keeps_apart(before.edition, after.edition)
        try:
            return compare(self.connection, before, after.release_id, between_editions=between)
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            log.warning(
                "release %s is published, but comparing it failed: %s. Try again: diaspora-dw diff %s %s --source %s",
                after.release_id,
                str(error).strip(),
                before.release_id,
                after.release_id,
                after.history.source.code,
            )
            return None

    @contextmanager
    def _maintenance(self) -> Iterator[None]:
        """Do what follows the last step. If it fails, the releases stay published and there is a warning."""
        try:
            yield
        except psycopg.Error as error:
            if self.connection.broken or self.deadline.is_over:
                raise
            problem = explain(error)
            log.warning(
                "the releases are published, but maintenance failed: %s %s", problem.message, problem.advice
            )

    def _record_failure(self) -> None:
        """Put a run that broke off on record, over a new connection if its own cannot be used."""
        if self.connection.info.transaction_status is not TransactionStatus.IDLE:
            self.connection.close()  # it was interrupted during a command and accepts no other
        usable = nullcontext(self.connection)
        fresh = self.database.connect("loader", autocommit=True)
        try:
            with fresh if self.connection.closed else usable as connection:
                end_run(connection, self.report)
        except (psycopg.Error, DatabaseError) as error:
            log.warning(
                "the failed run could not be recorded; the next run records it as abandoned: %s",
                str(error).partition("\n")[0],
            )


def _record_error(step: StepReport, error: DiasporaError) -> None:
    step.outcome, step.error, step.advice = Outcome.FAILED, error.message, error.advice
    if isinstance(error, RefusedReleaseError):
        step.outcome, step.findings = Outcome.REFUSED, error.findings
    step.publisher_unreachable = isinstance(error, PublisherUnreachableError)
    step.publisher_gave_nothing = isinstance(error, (PublisherUnreachableError, PublisherAnswerError))
