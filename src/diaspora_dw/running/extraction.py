"""Brings the sources' bytes home side by side: a thread and a connection for each publisher, in the background."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from diaspora_dw.errors import PublisherUnreachableError
from diaspora_dw.extracting.http import Http
from diaspora_dw.extracting.snapshot import Snapshot, SnapshotStore
from diaspora_dw.extracting.source import Extraction, Source

Progress = Callable[[str, str, str, float | None], None]
"""Told the source, the offer, what is being done about it and the part done (None where unknown)."""

FindPrevious = Callable[[Source, str], Snapshot | None]
"""Finds the snapshot that the release in use of an offer was made from."""


@dataclass(frozen=True)
class Job:
    """One offer of one source, and how its snapshot comes: None where nobody is to be asked for it."""

    source: Source
    offer: str
    snapshot: Callable[[], Snapshot] | None


@contextmanager
def extracting(  # noqa: PLR0913 - what is fetched, what is at hand, and how
    sources: Sequence[Source],
    store: SnapshotStore,
    find_previous: FindPrevious,
    progress: Progress,
    *,
    files: Mapping[str, Path],
    offline: bool,
) -> Iterator[list[Job]]:
    """The jobs of a run, in the order of its sources; their bytes are on their way.

    A source with a file of the user's own is not fetched; when offline, none is that has a publisher.
    """
    jobs: list[Job] = []
    pools: list[ThreadPoolExecutor] = []
    try:
        for source in sources:
            if source.code in files:
                adopted = source.adopt(files[source.code], store)
                jobs.append(ready(source, adopted))
            elif offline and not source.is_local:
                jobs += [Job(source, offer, None) for offer in source.offers()]
            else:
                pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=source.code)
                pools.append(pool)
                fetch = _Fetching(source, store, progress)
                for offer in source.offers():
                    coming = pool.submit(fetch, offer, find_previous(source, offer))
                    jobs.append(Job(source, offer, coming.result))
        yield jobs
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)


def ready(source: Source, snapshot: Snapshot) -> Job:
    """A job whose snapshot is at hand."""
    return Job(source, snapshot.offer, lambda: snapshot)


class _Fetching:
    """Fetches a source's offers one after the other; once its publisher is out of reach, it stops asking."""

    def __init__(self, source: Source, store: SnapshotStore, progress: Progress) -> None:
        self._source = source
        self._store = store
        self._progress = progress
        self._http = Http()
        self._unreachable: PublisherUnreachableError | None = None

    def __call__(self, offer: str, previous: Snapshot | None) -> Snapshot:
        if self._unreachable is not None:
            raise PublisherUnreachableError(
                "the publisher was just found out of reach and is not asked again",
                advice=self._unreachable.advice,
            )
        extraction = Extraction(
            self._http,
            self._store,
            previous,
            lambda what, part: self._progress(self._source.code, offer, what, part),
        )
        try:
            return self._source.extract(offer, extraction)
        except PublisherUnreachableError as error:
            self._unreachable = error
            raise
