"""What UN DESA's sources share: a workbook for each edition, fetched from its address or provided by hand."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError, UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.settings import publisher_url
from diaspora_dw.source import FetchContext, Licence, Place, ReleaseTables, Source
from etl.undesa.header import fit_layout, read_header
from etl.undesa.layout import Layout
from etl.undesa.workbook import BY_HAND, MAX_BYTES, check_package, detect_file_type, read_sheet

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer
    from etl.undesa.table import Table

Editions = Mapping[str, Sequence[Layout]]
"""The sheets that are read of each edition's workbook, oldest edition first."""


@dataclass(frozen=True)
class UndesaSettings:
    """What can be set about these sources."""

    url: str = publisher_url(
        "DIASPORA_DW_UNDESA_URL", "base address of UN DESA's workbooks", "https://www.un.org"
    )


class WorkbookSource(Source):
    """A workbook of the International Migrant Stock: every edition is a data set of its own."""

    licence = Licence("CC BY 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/")
    # A new edition appears about every four years, but the publisher is asked every night: a month and a half
    # without an answer means that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)
    editions_side_by_side = True
    sample_folder: Path
    """Where `tajikistan_<edition>.csv` is, the sample of an edition."""

    @abstractmethod
    def editions(self) -> Editions:
        """Return the sheets that are read of each edition's workbook, as layouts.yaml describes them."""

    def datasets(self) -> Sequence[str]:
        """Return the editions that layouts.yaml describes, oldest first."""
        return tuple(self.editions())

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Download an edition's workbook, unless it is the previous one.

        Raises a `SourceError` that names the address and says how to provide the file by hand.
        """
        path = self.editions()[dataset][0].path
        previous = context.previous
        known = previous.files[0] if previous and not previous.is_sample else None
        context.progress("contacting the publisher", None)
        try:
            file = context.http.download(
                UndesaSettings().url + path,
                context.store,
                name=Path(path).name,
                previous=known,
                validate=_validate_workbook,
                progress=lambda part: context.progress("downloading", part),
                max_bytes=MAX_BYTES,
            )
            if previous and file is known:
                return previous
            check_package(context.store.read(file.sha256), f"{file.url}: {file.name}")
        except SourceError as fault:
            if BY_HAND in fault.advice:
                raise
            raise type(fault)(fault.message, advice=f"{fault.advice} {BY_HAND}".strip()) from fault
        return self._record(dataset, file, context.store)

    def adopt(self, paths: Sequence[Path], store: SnapshotStore) -> Sequence[Snapshot]:
        """Take workbooks that the user has by hand. Their headers tell their editions.

        Raises `UsageError` if a file cannot be read, `ContentError` if it is not a workbook of a known edition.
        """
        return [self._adopt(path, store) for path in paths]

    def _adopt(self, path: Path, store: SnapshotStore) -> Snapshot:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ContentError(f"{path} is too large for a workbook of figures", advice=BY_HAND)
            data = path.read_bytes()
        except OSError as fault:
            raise UsageError(
                f"{path} cannot be read: {fault.strerror or fault}",
                advice="Check the path given with --file.",
            ) from fault
        edition = recognise(data, path.name, self.editions())
        file = store.keep_file(path.name, data, path.resolve().as_uri())
        return self._record(edition, file, store)

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        """Keep Tajikistan's figures of an edition. None if there is no sample of it."""
        path = self.sample_folder / f"tajikistan_{dataset}.csv"
        if not path.is_file():
            return None
        url = UndesaSettings().url + self.editions()[dataset][0].path
        return store.keep_sample(self.code, dataset, dataset, path, licence=self.licence.name, url=url)

    @abstractmethod
    def read_sample(self, data: bytes) -> ReleaseTables:
        """Read the bundled sample."""

    @abstractmethod
    def read_tables(self, tables: Sequence["Table"], layout: Layout) -> ReleaseTables:
        """Read the tables of a workbook, one for each sheet. `layout` is the first one's."""

    @abstractmethod
    def places(
        self, file: SnapshotFile, data: bytes, edition: str, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cells of a workbook that hold a figure, given by the key of its fact."""

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read the facts and the published sums of a workbook, or of a sample.

        Raises `ContentError` naming the file, the sheet and the place.
        """
        from etl.undesa.table import Table  # noqa: PLC0415 - it imports pandas

        file = snapshot.files[0]
        data = store.read(file.sha256)
        if snapshot.is_sample:
            return self.read_sample(data)
        layouts = self.editions()[snapshot.dataset]
        sheets = [read_sheet(data, file.name, layout.sheet) for layout in layouts]
        tables = [
            Table(sheet, read_header(sheet, layout)) for sheet, layout in zip(sheets, layouts, strict=True)
        ]
        return self.read_tables(tables, layouts[0])

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cells that hold a figure, nothing for a sample."""
        if snapshot.is_sample:
            return ()
        file = snapshot.files[0]
        return self.places(file, store.read(file.sha256), snapshot.dataset, key)

    def citation(self, edition: str) -> str:
        """Cite an edition as the workbooks suggest."""
        year = edition.partition(" ")[0]
        return (
            f"United Nations Department of Economic and Social Affairs, Population Division ({year}). "
            f"International Migrant Stock {year}."
        )

    def _record(self, edition: str, file: SnapshotFile, store: SnapshotStore) -> Snapshot:
        try:
            updated = parsedate_to_datetime(file.headers.get("last-modified", ""))
        except ValueError:
            updated = None
        return store.record_files(
            self.code, edition, edition, [file], licence=self.licence.name, upstream_updated_at=updated
        )


def recognise(data: bytes, file_name: str, editions: Editions) -> str:
    """Return the edition that a workbook is of. Raise `ContentError` with its differences from the closest one."""
    read = cache(partial(read_sheet, data, file_name))
    faults_by_edition: dict[str, list[str]] = {}
    for edition, sheets in editions.items():
        faults_by_edition[edition] = [
            fault for layout in sheets for fault in fit_layout(read(layout.sheet), layout)[1]
        ]
        if not faults_by_edition[edition]:
            return edition
    closest, faults = min(reversed(faults_by_edition.items()), key=lambda fit: len(fit[1]))
    raise ContentError(
        f"{file_name} is not a known edition ({', '.join(editions)}). "
        f"The closest is {closest}: {'; '.join(faults)}",
        advice=f"A new edition needs an entry in {editions[closest][0].described_in}.",
    )


def _validate_workbook(answer: "Answer") -> None:
    """Refuse what does not begin like a workbook before the rest arrives: an error page can have status 200."""
    content_type = answer.headers.get("content-type", "")
    found = detect_file_type(answer.body)
    if found or "html" in content_type:
        raise PublisherAnswerError(
            f"{answer.url}: expected a workbook (.xlsx), got {found or 'a web page'} ({content_type or 'no type'})",
            advice=BY_HAND,
        )
