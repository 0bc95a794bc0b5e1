"""The run itself: extract every source side by side, and load each on its own as it comes.

A source that fails keeps its current release and does not keep the others from theirs.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus

from diaspora_dw.database import Connection, Database, explained, lost_connection
from diaspora_dw.errors import DatabaseError, UsageError
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.check import Finding, check_warehouse, checks
from diaspora_dw.loading.dimension import refresh_statistics
from diaspora_dw.loading.registry import register
from diaspora_dw.migrating import provision
from diaspora_dw.releases.release import releases
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.running.jobs import Fetcher, Progress, as_completed
from diaspora_dw.running.ledger import Ledger, who
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.report import RunReport, StepReport
from diaspora_dw.running.retention import retire_releases
from diaspora_dw.running.run_id import run_context
from diaspora_dw.running.step import Stepper
from diaspora_dw.settings import Settings
from diaspora_dw.source import Source, choose_sources, registered_sources

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunOptions:
    """What the caller of a run wants."""

    sources: Sequence[str] = ()
    offline: bool = False
    files: Mapping[str, Path] = field(default_factory=dict)
    """Files to load instead of what the publisher offers, by source."""
    force: bool = False
    """Load a release anew even where its bytes are those of the one in use."""
    accept: Sequence[str] = ()
    """Checks whose findings are no reason to refuse a release this time."""
    wait_seconds: float = 0
    deadline_seconds: float | None = None
    """How long the whole run may take."""

    def accepted_by(self, found: Finding) -> str | None:
        """Who lets a release pass in spite of a finding, or None."""
        return who() if found.check.name in self.accept else None


AtEnd = Callable[[RunReport, Database | None], None]
"""Told of a run when it ends, whichever way; the database is None where there was none to work with."""


def _tell_nobody(_report: RunReport, _database: Database | None) -> None:
    pass


def run(
    settings: Settings, options: RunOptions, progress: Progress, at_end: AtEnd = _tell_nobody
) -> RunReport:
    """Bring every source (or those named) up to date.

    Raises `DatabaseError` or `RunLockedError` where the run cannot even start, and `RunCutShortError` at its
    deadline; what goes wrong with a source is in the report.
    """
    deadline = Deadline(options.deadline_seconds)
    report = RunReport(uuid.uuid4())
    database = None
    with run_context(report.run_id):
        try:
            with deadline.enforced():
                sources = _chosen(options)
                database = Database.open(settings)
                report.preparation = provision(database)
                _take_turn(database, settings, options, sources, progress, deadline, report)
        except BaseException as error:
            report.break_off(deadline.explained(error))
            raise
        finally:
            report.end()
            at_end(report, database)
    return report


def _chosen(options: RunOptions) -> list[Source]:
    known = {check.name for check in checks()}
    if unknown := set(options.accept) - known:
        raise UsageError(
            f"--accept names {', '.join(sorted(unknown))}, which is no check",
            advice=f"The checks are {', '.join(sorted(known))}.",
        )
    sources = _in_order(choose_sources(options.sources))
    if unknown := options.files.keys() - {source.code for source in sources}:
        raise UsageError(
            f"--file names {', '.join(sorted(unknown))}, which this run does not load",
            advice=f"Its sources are {', '.join(source.code for source in sources)}.",
        )
    return sources


def _take_turn(  # noqa: PLR0913 - what the run works on, and what limits it
    database: Database,
    settings: Settings,
    options: RunOptions,
    sources: Sequence[Source],
    progress: Progress,
    deadline: Deadline,
    report: RunReport,
) -> None:
    """Take every step while holding the lock of runs, and put the run on record."""
    with (
        database.connect("loader", autocommit=True) as connection,
        run_lock(connection, deadline.at_most(options.wait_seconds)),
    ):
        deadline.bound(connection)
        ledger = Ledger(connection, report.run_id)
        ledger.begin(report)
        register(connection, registered_sources().values())
        stepper = Stepper(connection, report.run_id, options.force, options.accepted_by, progress)
        fetcher = Fetcher(
            SnapshotStore(settings.snapshot_folder),
            lambda source, dataset: releases(connection, source.code, source.subject(dataset)),
            progress,
            options.force,
            deadline,
        )
        try:
            for step in _steps(stepper, fetcher, options, sources):
                ledger.step(step)
                report.steps.append(step)
                log.info(
                    "%s %s: %s, %s",
                    step.source_name,
                    step.edition or step.dataset,
                    step.outcome,
                    step.error or step.what_changed(),
                )
                deadline.check()
            # They are on record as they came; whoever compares the reports of two nights finds them in one order.
            in_order = [source.code for source in sources]
            report.steps.sort(key=lambda step: in_order.index(step.source_code))
            _wind_up(connection, ledger, settings, deadline, report)
            report.end()
            ledger.end(report)
        except BaseException as error:
            if isinstance(error, psycopg.OperationalError) and connection.broken:
                report.break_off(lost_connection(error))
            report.break_off(deadline.explained(error))
            report.end()
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.close()  # it was interrupted amid a command, and takes no other
            _record_failure(database, connection, ledger, report)
            raise


def _wind_up(
    connection: Connection, ledger: Ledger, settings: Settings, deadline: Deadline, report: RunReport
) -> None:
    """Look after the warehouse when all is loaded. What fails here takes nothing back: it is said, no more."""

    def judge() -> None:
        report.findings = check_warehouse(connection, thoroughly=report.revised_figures)
        ledger.warehouse(report.findings)

    refresh = partial(refresh_statistics, connection)
    retire = partial(retire_releases, connection, registered_sources().values(), settings.keep_releases)
    for look_after in (refresh, retire, judge) if report.changed_warehouse else (retire, judge):
        try:
            look_after()
        except psycopg.Error as error:
            if connection.broken or deadline.is_over:
                raise
            told = explained(error)
            log.warning(
                "what was published is in use, but looking after it failed: %s %s", told.message, told.advice
            )


def _steps(
    stepper: Stepper, fetcher: Fetcher, options: RunOptions, sources: Sequence[Source]
) -> Iterator[StepReport]:
    """Take every step; where no publisher gave anything and nothing is loaded, fall back on the samples."""
    remote = [source for source in sources if not source.is_local]
    gave_nothing: set[str] = set()
    with fetcher.jobs(sources, options.files, offline=options.offline) as jobs:
        for job in as_completed(jobs):
            step = stepper.take(job)
            if step.publisher_gave_nothing:
                gave_nothing.add(job.source.code)
            yield step

    nobody_there = options.offline or gave_nothing >= {source.code for source in remote}
    nothing_loaded = not any(releases(stepper.connection, source.code) for source in remote)
    if remote and nobody_there and nothing_loaded:
        for source in remote:
            for dataset in source.datasets():
                sample = source.sample(dataset, fetcher.store)
                if sample is not None:
                    yield stepper.take(fetcher.at_hand(source, sample))


def _in_order(sources: Sequence[Source]) -> list[Source]:
    """The sources, each after those whose dimensions it needs, which are added where they were not named."""
    wanted = {source.code: source for source in sources}
    while missing := {code for source in wanted.values() for code in source.depends_on} - wanted.keys():
        wanted |= {source.code: source for source in choose_sources(sorted(missing))}
    order = TopologicalSorter({code: source.depends_on for code, source in sorted(wanted.items())})
    return [wanted[code] for code in order.static_order()]


def _record_failure(database: Database, connection: Connection, ledger: Ledger, report: RunReport) -> None:
    """Put a run that broke off on record, over a new connection where its own is gone."""
    try:
        if not connection.closed:
            ledger.end(report)
            return
        with database.connect("loader", autocommit=True) as anew:
            Ledger(anew, report.run_id).end(report)
    except (psycopg.Error, DatabaseError) as unrecorded:
        log.warning("the failed run could not be put on record: %s", unrecorded)
