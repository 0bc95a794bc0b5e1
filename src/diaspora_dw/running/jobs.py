"""Fetches and reads datasets in the background: one connection and two threads for each publisher.

A source's datasets are fetched one after the other. While one is being read, the next is fetched and read beside it,
and an earlier one is loaded. Jobs are processed as they complete, so a silent publisher does not delay other sources.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from diaspora_dw import clock
from diaspora_dw.errors import PublisherUnreachableError, SourceError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.releases.release import History, Release
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.running.options import RunOptions
from diaspora_dw.source import FetchContext, Source

if TYPE_CHECKING:
    from diaspora_dw.loading.candidate import Candidate

Progress = Callable[[str, str, str, float | None], None]
"""Called with the source, the dataset, what is being done, and the part done (0 to 1; None if unknown)."""

LOCAL_FILE = "local file"
"""Stands for the dataset of a file that cannot be used; the error names the file."""

SIDE_BY_SIDE = 2
"""How many datasets of a source are read at a time: their tables need memory until they are loaded."""


@dataclass(frozen=True)
class Fetched:
    """A snapshot and what was read from it."""

    snapshot: Snapshot
    candidate: "Candidate | None"
    """None if the snapshot did not have to be read."""
    unchanged: Release | None
    """The release that stays as it is: it has the same content already, or it was withdrawn."""


@dataclass(eq=False)
class Job:
    """One dataset of one source, and the releases that its source has already."""

    source: Source
    dataset: str
    history: History
    result: Future[Fetched] | None = None
    """None when offline."""
    fetching_seconds: float = 0.0


def as_completed(jobs: Sequence[Job]) -> Iterator[Job | None]:
    """Yield each job when it has completed; a source's jobs in their order, after all sources it depends on.

    Yields None before it waits: all jobs that have completed by then have been yielded.
    """
    waiting = list(jobs)
    while waiting:
        unfinished = {job.source.code for job in waiting}
        first = {job.source.code: job for job in reversed(waiting)}.values()
        ready = [job for job in first if unfinished.isdisjoint(job.source.depends_on)]
        done = next((job for job in waiting if job in ready and (not job.result or job.result.done())), None)
        if done is None:
            yield None
            wait([job.result for job in ready if job.result], return_when=FIRST_COMPLETED)
            continue
        waiting.remove(done)
        yield done


@dataclass(frozen=True)
class Fetcher:
    """Fetches and reads the datasets of sources."""

    history: Callable[[Source, str], History]
    """Returns the releases of a source, those about a subject if it has several."""
    store: SnapshotStore
    options: RunOptions
    progress: Progress
    deadline: Deadline
    jobs: list[Job] = field(default_factory=list)
    """One for each dataset, in the order of their sources."""
    _histories: dict[tuple[str, str], History] = field(default_factory=dict)

    @contextmanager
    def start(self, sources: Sequence[Source]) -> Iterator[Self]:
        """Start fetching what has no local file."""
        with ExitStack() as pools:
            for source in sources:
                if source.code in self.options.files:
                    self.jobs.extend(self._jobs_of_files(source, self.options.files[source.code]))
                    continue
                of_source = [self._job(source, dataset) for dataset in source.datasets()]
                self.jobs.extend(of_source)
                if source.is_local or not self.options.offline:
                    pool = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix=source.code)
                    pools.callback(pool.shutdown, wait=False, cancel_futures=True)
                    publisher = _Publisher(self)
                    for job in of_source:
                        job.result = pool.submit(copy_context().run, publisher.fetch, job)
            yield self

    def job_of_snapshot(self, source: Source, snapshot: Snapshot) -> Job:
        """Return a completed job for a snapshot that is in the store already."""
        job = self._job(source, snapshot.dataset)
        job.result = Future()
        try:
            job.result.set_result(self.read(job, snapshot))
        except Exception as error:  # the step reports it, like an error in a publisher's thread
            job.result.set_exception(error)
        return job

    def read(self, job: Job, snapshot: Snapshot, parsed: Mapping[str, Any] | None = None) -> Fetched:
        """Read a snapshot, unless its edition was withdrawn or the same reader made its release from the same bytes."""
        self.deadline.check()
        source = job.source
        if not self.options.force and (withdrawn := job.history.withdrawn(snapshot.edition)):
            return Fetched(snapshot, None, withdrawn)
        before = None if self.options.force else job.history.predecessor(snapshot.edition)
        if before and (before.sha256, before.reader_version) == (snapshot.sha256, source.reader_version):
            return Fetched(snapshot, None, before)
        self.progress(source.code, snapshot.dataset, "reading", None)
        from diaspora_dw.loading.candidate import Candidate  # noqa: PLC0415 - imports pandas, while others download

        candidate = Candidate.read(source, snapshot, self.store, parsed)
        is_same = before is not None and before.content_sha256 == candidate.content_sha256
        return Fetched(snapshot, candidate, before if is_same else None)

    def _job(self, source: Source, dataset: str) -> Job:
        subject = source.subject(dataset)
        if (source.code, subject) not in self._histories:
            self._histories[source.code, subject] = self.history(source, subject)
        return Job(source, dataset, self._histories[source.code, subject])

    def _jobs_of_files(self, source: Source, paths: Sequence[Path]) -> list[Job]:
        try:  # a file that cannot be used fails its own source alone
            return [self.job_of_snapshot(source, snapshot) for snapshot in source.adopt(paths, self.store)]
        except SourceError as error:
            failed: Future[Fetched] = Future()
            failed.set_exception(error)
            return [Job(source, LOCAL_FILE, self.history(source, ""), failed)]


class _Publisher:
    """Fetches a source's datasets one after the other, until its publisher cannot be reached."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._http = Http(deadline=fetcher.deadline.moment)
        self._unreachable: PublisherUnreachableError | None = None
        self._turn = Lock()

    def fetch(self, job: Job) -> Fetched:
        """Fetch a dataset when the one before it has been fetched, and read it beside that one."""
        try:
            with self._turn:
                started = clock.elapsed()
                snapshot, parsed = self._fetch(job)
            return self._fetcher.read(job, snapshot, parsed)
        finally:
            job.fetching_seconds = clock.elapsed() - started

    def _fetch(self, job: Job) -> tuple[Snapshot, Mapping[str, Any]]:
        if self._unreachable is not None:
            raise PublisherUnreachableError(
                "the publisher could not be reached a moment ago and was not contacted again",
                advice=self._unreachable.advice,
            )
        store, previous = self._fetcher.store, _previous_snapshot(job, self._fetcher.store)
        progress = partial(self._fetcher.progress, job.source.code, job.dataset)
        context = FetchContext(self._http, store, previous, progress)
        try:
            snapshot = job.source.fetch(job.dataset, context)
        except PublisherUnreachableError as error:
            self._unreachable = error
            raise
        return snapshot, context.parsed


def _previous_snapshot(job: Job, store: SnapshotStore) -> Snapshot | None:
    """Return the snapshot that the newest active release of a dataset was made from, if the store has it."""
    active = (release for release in job.history.active if not release.is_sample)
    snapshots = (store.find(job.source.code, release.sha256) for release in active)
    return next((found for found in snapshots if found and found.dataset == job.dataset), None)
