"""What UN DESA's sources share: a workbook for each edition, fetched from its address or provided by hand."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from diaspora_dw.errors import ContentError, PublisherAnswerError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.file_source import FileSource, Recognised
from diaspora_dw.settings import publisher_url
from diaspora_dw.source import Licence, Place, ReleaseTables
from etl.undesa.header import fit_layout, read_header
from etl.undesa.layout import Layout
from etl.undesa.workbook import MAX_BYTES, check_package, detect_file_type, read_sheet

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer
    from etl.undesa.table import Table

BY_HAND = (
    "Download the workbook in a browser (un.org/development/desa/pd/content/international-migrant-stock) "
    "and run again with --file {}=PATH."
)
"""How to get a workbook by hand and load it, for the code of its source."""

Editions = Mapping[str, Sequence[Layout]]
"""The sheets that are read of each edition's workbook, oldest edition first."""


@dataclass(frozen=True)
class UndesaSettings:
    """What can be set about these sources."""

    url: str = publisher_url(
        "DIASPORA_DW_UNDESA_URL", "base address of UN DESA's workbooks", "https://www.un.org"
    )


class WorkbookSource(FileSource):
    """A workbook of the International Migrant Stock: every edition is a data set of its own."""

    licence = Licence("CC BY 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/")
    # A new edition appears about every four years, but the publisher is asked every night: a month and a half
    # without an answer means that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)
    editions_side_by_side = True
    largest_file = MAX_BYTES

    @abstractmethod
    def editions(self) -> Editions:
        """Return the sheets that are read of each edition's workbook, as layouts.yaml describes them."""

    def datasets(self) -> Sequence[str]:
        """Return the editions that layouts.yaml describes, oldest first."""
        return tuple(self.editions())

    def url(self, dataset: str) -> str:
        """Return the address of an edition's workbook."""
        return UndesaSettings().url + self.editions()[dataset][0].path

    def validate(self, answer: "Answer") -> None:
        """Refuse what does not begin like a workbook before the rest arrives."""
        content_type = answer.headers.get("content-type", "")
        found = detect_file_type(answer.body)
        if found or "html" in content_type:
            raise PublisherAnswerError(
                f"{answer.url}: expected a workbook (.xlsx), got {found or 'a web page'} "
                f"({content_type or 'no type'})",
                advice=self.by_hand,
            )

    def validate_file(self, data: bytes, place: str) -> None:
        """Refuse what is no sound package, such as a download that was cut off."""
        check_package(data, place)

    def recognise(self, data: bytes, file_name: str) -> Recognised:
        """Return the edition that a workbook's headers tell."""
        with self._advising():
            return recognise(data, file_name, self.editions()), None

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
        with self._advising():
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

    @contextmanager
    def _advising(self) -> Iterator[None]:
        """Say how to provide this source's workbook by hand where one is refused without advice."""
        try:
            yield
        except ContentError as fault:
            if fault.advice:
                raise
            raise ContentError(fault.message, advice=self.by_hand) from fault

    def citation(self, edition: str) -> str:
        """Cite an edition as the workbooks suggest."""
        year = edition.partition(" ")[0]
        return (
            f"United Nations Department of Economic and Social Affairs, Population Division ({year}). "
            f"International Migrant Stock {year}."
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
