"""Brings the sources' bytes home side by side: a thread and a connection for each publisher, in the background.

What comes new is read there too, so that one release is loaded while the next is being read; and what has come is
taken up at once, so that a publisher who keeps silent keeps no other source waiting.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path

from diaspora_dw import clock
from diaspora_dw.errors import DiasporaError, PublisherUnreachableError, SourceError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.publish import Candidate
from diaspora_dw.releases.release import Release, predecessor
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.source import FetchContext, Source

Progress = Callable[[str, str, str, float | None], None]
"""Told the source, the dataset, what is being done about it and the part done (None where unknown)."""

FindReleases = Callable[[Source, str], list[Release]]
"""Finds the releases of a source that are there already, about the subject of a dataset, newest first."""


@dataclass(frozen=True)
class Fetched:
    """A snapshot, and what was read from it: None where a release was made from these bytes already."""

    snapshot: Snapshot
    candidate: Candidate | None


@dataclass
class Stopwatch:
    """How long something took, in whichever thread."""

    seconds: float = 0.0

    def timed(
        self, bring: Callable[[str, list[Release]], Fetched], dataset: str, known: list[Release]
    ) -> Fetched:
        """Do it, and take note of how long it took, also where it fails."""
        started = clock.elapsed()
        try:
            return bring(dataset, known)
        finally:
            self.seconds = clock.elapsed() - started


@dataclass(frozen=True, eq=False)
class Job:
    """One dataset of one source, and its coming: None where nobody is to be asked for it."""

    source: Source
    dataset: str
    coming: Future[Fetched] | None
    fetching: Stopwatch = field(default_factory=Stopwatch)


def as_completed(jobs: Sequence[Job]) -> Iterator[Job]:
    """The jobs, each once it has come or failed to: a source's own in their order, after all it depends on."""
    waiting = list(jobs)
    while waiting:
        behind = {job.source.code for job in waiting}
        first = {job.source.code: job for job in reversed(waiting)}
        in_turn = [job for job in first.values() if behind.isdisjoint(job.source.depends_on)]
        come = next(
            (job for job in waiting if job in in_turn and (not job.coming or job.coming.done())), None
        )
        if come is None:
            wait([job.coming for job in in_turn if job.coming], return_when=FIRST_COMPLETED)
            continue
        waiting.remove(come)
        yield come


@dataclass(frozen=True)
class Fetcher:
    """Fetches and reads the datasets of sources."""

    store: SnapshotStore
    find_releases: FindReleases
    progress: Progress
    force: bool = False
    """Read also what a release was made from already."""
    deadline: Deadline = field(default_factory=Deadline)

    @contextmanager
    def jobs(
        self, sources: Sequence[Source], files: Mapping[str, Path], *, offline: bool
    ) -> Iterator[list[Job]]:
        """The jobs of a run, in the order of its sources; their bytes are on their way.

        A source with a file of the user's own is not fetched; when offline, none is that has a publisher.
        """
        jobs: list[Job] = []
        pools: list[ThreadPoolExecutor] = []
        try:
            for source in sources:
                if source.code in files:
                    jobs.append(self._by_hand(source, files[source.code]))
                elif offline and not source.is_local:
                    jobs += [Job(source, dataset, None) for dataset in source.datasets()]
                else:
                    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=source.code)
                    pools.append(pool)
                    publisher = _Publisher(source, self)
                    for dataset in source.datasets():
                        known = self.find_releases(source, dataset)
                        watch = Stopwatch()
                        coming = pool.submit(copy_context().run, watch.timed, publisher.bring, dataset, known)
                        jobs.append(Job(source, dataset, coming, watch))
            yield jobs
        finally:
            for pool in pools:
                pool.shutdown(wait=False, cancel_futures=True)

    def at_hand(self, source: Source, snapshot: Snapshot) -> Job:
        """A job whose snapshot is there already; it is read now."""
        known = self.find_releases(source, snapshot.dataset)
        return Job(source, snapshot.dataset, _come(lambda: self.read(source, snapshot, known)))

    def _by_hand(self, source: Source, path: Path) -> Job:
        """A job of a file of the user's own; one that is not what it should be fails its own source alone."""
        try:
            return self.at_hand(source, source.adopt(path, self.store))
        except SourceError as fault:
            refused: Future[Fetched] = Future()
            refused.set_exception(fault)
            return Job(source, path.name, refused)

    def read(self, source: Source, snapshot: Snapshot, known: list[Release]) -> Fetched:
        """Read a snapshot, unless a release was made from it by the reader that would read it now."""
        self.deadline.check()
        before = predecessor(source, known, snapshot.edition)
        if before and not self.force and before.is_made_from(snapshot.sha256, source.reader_version):
            return Fetched(snapshot, None)
        self.progress(source.code, snapshot.dataset, "reading", None)
        return Fetched(snapshot, Candidate.read(source, snapshot, self.store))


def _come(read: Callable[[], Fetched]) -> Future[Fetched]:
    """What can be had at once, in the form of what is yet to come."""
    come: Future[Fetched] = Future()
    try:
        come.set_result(read())
    except DiasporaError as fault:
        come.set_exception(fault)
    return come


class _Publisher:
    """Fetches a source's datasets one after the other; once the publisher is out of reach, it stops asking."""

    def __init__(self, source: Source, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher
        self._http = Http(deadline=fetcher.deadline.moment)
        self._unreachable: PublisherUnreachableError | None = None

    def bring(self, dataset: str, known: list[Release]) -> Fetched:
        if self._unreachable is not None:
            raise PublisherUnreachableError(
                "the publisher was just found out of reach and is not asked again",
                advice=self._unreachable.advice,
            )
        source, store = self._source, self._fetcher.store
        context = FetchContext(
            self._http,
            store,
            _previous_snapshot(source, dataset, known, store),
            lambda what, part: self._fetcher.progress(source.code, dataset, what, part),
        )
        try:
            snapshot = source.fetch(dataset, context)
        except PublisherUnreachableError as error:
            self._unreachable = error
            raise
        return self._fetcher.read(source, snapshot, known)


def _previous_snapshot(
    source: Source, dataset: str, known: list[Release], store: SnapshotStore
) -> Snapshot | None:
    """The snapshot that the newest standing release of a dataset was made from, if it is still kept."""
    for release in known:
        if release.superseded_at is None and not release.is_sample:
            snapshot = store.find(source.code, release.sha256)
            if snapshot is not None and snapshot.dataset == dataset:
                return snapshot
    return None
