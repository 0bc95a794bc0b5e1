"""The run itself: fetches all sources side by side, and loads each dataset when it has arrived.

A source that fails keeps its current release and does not affect the others.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import psycopg
from psycopg.pq import TransactionStatus

from diaspora_dw.database import Connection, Database, explain, lost_connection
from diaspora_dw.errors import DatabaseError, UsageError
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.check import check_warehouse, checks
from diaspora_dw.migrating import provision
from diaspora_dw.releases.release import History
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.running.jobs import Fetcher, Progress, as_completed
from diaspora_dw.running.ledger import Ledger
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.report import RunReport, StepReport
from diaspora_dw.running.retention import retire_releases
from diaspora_dw.running.run_id import run_context
from diaspora_dw.running.step import StepProcessor
from diaspora_dw.settings import Settings
from diaspora_dw.source import Source, choose_sources, registered_sources

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
    deadline = Deadline(options.deadline_seconds)
    report = RunReport()
    database = None
    with run_context(report.run_id):
        try:
            with deadline.enforce():
                sources = _choose(options)
                database = Database.open(settings)
                report.preparation = provision(database)
                wait_seconds = deadline.at_most(options.wait_seconds)
                with (
                    database.connect("loader", autocommit=True) as connection,
                    run_lock(connection, wait_seconds),
                ):
                    deadline.limit_statements(connection)
                    ledger = Ledger(connection, report.run_id)
                    _Run(
                        settings, options, sources, progress, deadline, report, database, connection, ledger
                    ).execute()
        except BaseException as error:
            report.break_off(deadline.explain(error))
            raise
        finally:
            report.end()
            at_end(report, database)
    return report


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
    ledger: Ledger

    def execute(self) -> None:
        """Process every step, and put the run on record."""
        known, report = registered_sources().values(), self.report
        self.ledger.begin(report, known)
        try:
            for step in self._steps():
                self.ledger.step(step)
                report.steps.append(step)
                log.info("%s: %s", step.name, step.describe())
                self.deadline.check()
            # The ledger has them as they completed; reports list them in the same order every night.
            order = [source.code for source in self.sources]
            report.steps.sort(key=lambda step: order.index(step.source))
            if report.changed_warehouse:
                self._tidy_up(self._refresh_statistics)
            self._tidy_up(
                lambda: retire_releases(self.connection, known, self.settings.keep_releases), self._check
            )
            report.end()
            self.ledger.end(report)
        except BaseException as error:
            if isinstance(error, psycopg.OperationalError) and self.connection.broken:
                report.break_off(lost_connection(error))
            report.break_off(self.deadline.explain(error))
            report.end()
            self._record_failure()
            raise

    def _steps(self) -> Iterator[StepReport]:
        """Process every dataset; if no publisher sent anything and nothing is loaded, load the samples."""
        options, store = self.options, SnapshotStore(self.settings.snapshot_folder)
        fetcher = Fetcher(self.connection, store, options, self.progress, self.deadline)
        processor = StepProcessor(self.connection, self.report.run_id, options, self.progress)
        remote = [source for source in self.sources if not source.is_local]
        gave_nothing: set[str] = set()
        with fetcher.start(self.sources) as jobs:
            for job in as_completed(jobs):
                step = processor.process(job)
                if step.publisher_gave_nothing:
                    gave_nothing.add(step.source)
                yield step

        no_data = options.offline or gave_nothing >= {source.code for source in remote}
        if no_data and not any(History.read(self.connection, source).releases for source in remote):
            for source in remote:
                for dataset in source.datasets():
                    sample = source.sample(dataset, store)
                    if sample is not None:
                        yield processor.process(fetcher.job_of_snapshot(source, sample))

    def _tidy_up(self, *tasks: Callable[[], object]) -> None:
        """Do what follows the last step. If it fails, the releases stay published and there is a warning."""
        for task in tasks:
            try:
                task()
            except psycopg.Error as error:
                if self.connection.broken or self.deadline.is_over:
                    raise
                problem = explain(error)
                log.warning(
                    "the releases are published, but maintenance failed: %s %s",
                    problem.message,
                    problem.advice,
                )

    def _refresh_statistics(self) -> None:
        """Tell the planner how the small tables look now."""
        self.connection.execute("select ops.refresh_statistics()")

    def _check(self) -> None:
        self.report.findings = check_warehouse(self.connection, thoroughly=self.report.revised_figures)
        self.ledger.warehouse(self.report.findings)

    def _record_failure(self) -> None:
        """Put a run that broke off on record, over a new connection if its own cannot be used."""
        if self.connection.info.transaction_status is not TransactionStatus.IDLE:
            self.connection.close()  # it was interrupted during a command and accepts no other
        try:
            if not self.connection.closed:
                self.ledger.end(self.report)
                return
            with self.database.connect("loader", autocommit=True) as connection:
                Ledger(connection, self.report.run_id).end(self.report)
        except (psycopg.Error, DatabaseError) as error:
            log.warning(
                "the failed run could not be recorded; the next run records it as abandoned: %s", error
            )
