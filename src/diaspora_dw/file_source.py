"""Sources whose publisher offers a file for each dataset: fetched from its address, or provided by hand."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from diaspora_dw.errors import ContentError, SourceError, UsageError
from diaspora_dw.source import FetchContext, Source

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer
    from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore

Recognised = tuple[str, datetime | None]
"""An edition, and when its publisher updated it, as far as the file tells."""


class FileSource(Source):
    """A file for each dataset. The name of a dataset is its edition."""

    largest_file: int
    """The number of bytes that no file of the publisher reaches."""
    by_hand: str
    """How to get a file by hand and load it: the advice when it cannot be fetched or used."""
    sample_folder: Path
    """Where `tajikistan_<dataset>.csv` is, the sample of a dataset."""

    @abstractmethod
    def url(self, dataset: str) -> str:
        """Return the publisher's address of a dataset's file."""

    @abstractmethod
    def validate(self, answer: "Answer") -> None:
        """Raise `PublisherAnswerError` if an answer does not begin like a file: an error page can have status 200."""

    def validate_file(self, data: bytes, place: str) -> None:
        """Raise `SourceError` naming the place if a whole file cannot be used, as far as that is quickly told."""

    @abstractmethod
    def recognise(self, data: bytes, file_name: str) -> Recognised:
        """Return what a file from elsewhere is. Raise `ContentError` if it is no edition of this source."""

    def fetch(self, dataset: str, context: FetchContext) -> "Snapshot":
        """Download a dataset's file, unless it is the previous one.

        Raises a `SourceError` that names the address and says how to provide the file by hand.
        """
        previous, url = context.previous, self.url(dataset)
        known = previous.files[0] if previous and not previous.is_sample else None
        context.progress("contacting the publisher", None)
        try:
            file = context.http.download(
                url,
                context.store,
                name=Path(url).name,
                previous=known,
                validate=self.validate,
                progress=lambda part: context.progress("downloading", part),
                max_bytes=self.largest_file,
            )
            if previous and file is known:
                return previous
            self.validate_file(context.store.read(file.sha256), f"{file.url}: {file.name}")
        except SourceError as fault:
            if self.by_hand in fault.advice:
                raise
            raise type(fault)(fault.message, advice=f"{fault.advice} {self.by_hand}".strip()) from fault
        try:
            updated = parsedate_to_datetime(file.headers.get("last-modified", ""))
        except ValueError:
            updated = None
        return self._record(dataset, updated, file, context.store)

    def adopt(self, paths: Sequence[Path], store: "SnapshotStore") -> "Sequence[Snapshot]":
        """Take files that the user has by hand. Each tells its edition.

        Raises `UsageError` if a file cannot be read, `ContentError` if it is no edition of this source.
        """
        return [self._adopt(path, store) for path in paths]

    def sample(self, dataset: str, store: "SnapshotStore") -> "Snapshot | None":
        """Keep Tajikistan's figures of a dataset. None if there is no sample of it."""
        path = self.sample_folder / f"tajikistan_{dataset}.csv"
        if not path.is_file():
            return None
        url = self.url(dataset)
        return store.keep_sample(self.code, dataset, dataset, path, licence=self.licence.name, url=url)

    def _adopt(self, path: Path, store: "SnapshotStore") -> "Snapshot":
        data = read_local_file(path, self.largest_file, self.by_hand)
        edition, updated = self.recognise(data, path.name)
        return self._record(
            edition, updated, store.keep_file(path.name, data, path.resolve().as_uri()), store
        )

    def _record(
        self, edition: str, updated: datetime | None, file: "SnapshotFile", store: "SnapshotStore"
    ) -> "Snapshot":
        return store.record_files(
            self.code, edition, edition, [file], licence=self.licence.name, upstream_updated_at=updated
        )


def read_local_file(path: Path, largest: int, advice: str) -> bytes:
    """Return the bytes of a file given with --file.

    Raises `UsageError` if it cannot be read, `ContentError` with the advice if it is larger than a published one.
    """
    try:
        if path.stat().st_size > largest:
            raise ContentError(
                f"{path} is larger than any file of the publisher ({largest:,} bytes)", advice=advice
            )
        return path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"{path} cannot be read: {fault.strerror or fault}",
            advice="Check the path given with --file.",
        ) from fault
