"""The World Bank's (KNOMAD's) bilateral remittance estimates: who sends how much to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError, UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.settings import publisher_url
from diaspora_dw.source import FetchContext, Licence, Place, ReleaseTables, Source

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer
    from etl.remittance_matrix.estimates import Estimates

PATH = "/data360-data/data/WB_KNOMAD/WB_KNOMAD_BRE.csv"
DATASET = "2021"
MAX_BYTES = 50_000_000  # the file of 2021 has 3 MB
BY_HAND = (
    "Download the file in a browser (data360.worldbank.org, data set WB_KNOMAD_BRE) and run again with "
    "--file remittance_matrix=PATH."
)


@dataclass(frozen=True)
class RemittanceMatrixSettings:
    """What can be set about this source."""

    url: str = publisher_url(
        "DIASPORA_DW_DATA360_URL",
        "base address of the World Bank's Data360 files",
        "https://data360files.worldbank.org",
    )


class RemittanceMatrix(Source):
    """Bilateral remittance estimates: every edition is the matrix of one year, made by a model of its time."""

    code = "remittance_matrix"
    name = "World Bank (KNOMAD), bilateral remittance estimates"
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    reader_version = 1
    # The publisher no longer updates the file, but is asked every night: a month and a half without an answer means
    # that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)
    editions_side_by_side = True

    def datasets(self) -> Sequence[str]:
        """Return the only year that is published at a lasting address. Other years are loaded from files."""
        return (DATASET,)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Download the file of a year, unless it is the previous one.

        Raises a `SourceError` that names the address and says how to provide the file by hand.
        """
        previous = context.previous
        known = previous.files[0] if previous and not previous.is_sample else None
        context.progress("contacting the publisher", None)
        try:
            file = context.http.download(
                RemittanceMatrixSettings().url + PATH,
                context.store,
                name=Path(PATH).name,
                previous=known,
                validate=_validate_csv,
                progress=lambda part: context.progress("downloading", part),
                max_bytes=MAX_BYTES,
            )
        except SourceError as fault:
            if BY_HAND in fault.advice:
                raise
            raise type(fault)(fault.message, advice=f"{fault.advice} {BY_HAND}".strip()) from fault
        if previous and file is known:
            return previous
        try:
            updated = parsedate_to_datetime(file.headers.get("last-modified", ""))
        except ValueError:
            updated = None
        return self._record(dataset, file, context.store, updated)

    def adopt(self, paths: Sequence[Path], store: SnapshotStore) -> Sequence[Snapshot]:
        """Take matrices of any years, as the publisher's workbooks or CSV files. Each tells its year.

        Raises `UsageError` if a file cannot be read, `ContentError` if it is not a matrix.
        """
        return [self._adopt(path, store) for path in paths]

    def _adopt(self, path: Path, store: SnapshotStore) -> Snapshot:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ContentError(f"{path} is too large for a matrix of remittances", advice=BY_HAND)
            data = path.read_bytes()
        except OSError as fault:
            raise UsageError(
                f"{path} cannot be read: {fault.strerror or fault}",
                advice="Check the path given with --file.",
            ) from fault
        estimates = read_file(data, path.name)
        file = store.keep_file(path.name, data, path.resolve().as_uri())
        return self._record(str(estimates.year), file, store, estimates.updated_at)

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        """Keep what Tajikistan receives and sends."""
        path = Path(__file__).parent / "sample" / f"tajikistan_{dataset}.csv"
        url = RemittanceMatrixSettings().url + PATH
        return store.keep_sample(self.code, dataset, dataset, path, licence=self.licence.name, url=url)

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read the corridors and the published sums of a year.

        Raises `ContentError` naming the file and the line.
        """
        from etl.remittance_matrix import tidy  # noqa: PLC0415 - imports pandas

        return tidy.release_tables(_read(snapshot, store))

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the line that holds a corridor's figure, nothing for a sample."""
        if snapshot.is_sample or str(key["year"]) != snapshot.dataset:
            return ()
        figures = _read(snapshot, store).figures
        chosen = figures[
            (figures["origin_code"] == str(key["origin_id"]))
            & (figures["destination_code"] == str(key["destination_id"]))
        ]
        return [
            Place(snapshot.files[0], place, "remittances_usd", value)
            for place, value in zip(chosen["place"], chosen["remittances_usd"], strict=True)
        ]

    def citation(self, edition: str) -> str:
        """Cite an edition as the publisher asks."""
        year = edition.partition(" ")[0]
        return f"KNOMAD/World Bank. Bilateral Remittance Matrix {year}."

    def _record(
        self, edition: str, file: SnapshotFile, store: SnapshotStore, updated: datetime | None
    ) -> Snapshot:
        return store.record_files(
            self.code, edition, edition, [file], licence=self.licence.name, upstream_updated_at=updated
        )


def read_file(data: bytes, file_name: str, *, is_sample: bool = False) -> "Estimates":
    """Return the estimates in a file of any of the publisher's formats.

    Raises `ContentError` naming the file, and the line or cell at fault.
    """
    from etl.remittance_matrix import data360, matrix  # noqa: PLC0415 - these modules import pandas

    if is_sample or b"REF_AREA" in data[:1000]:
        return data360.read_estimates(data, file_name, is_sample=is_sample)
    if file_name.lower().endswith(".csv"):
        return matrix.read_csv(data, file_name)
    return matrix.read_workbook(data, file_name)


def _read(snapshot: Snapshot, store: SnapshotStore) -> "Estimates":
    """Read a snapshot. Raise `ContentError` if it is of another year than its edition."""
    file = snapshot.files[0]
    estimates = read_file(store.read(file.sha256), file.name, is_sample=snapshot.is_sample)
    if str(estimates.year) != snapshot.dataset:
        raise ContentError(
            f"{file.name} has the estimates of {estimates.year}, not of {snapshot.dataset}",
            advice="If the publisher has moved on to another year, this software has to follow. The release in use "
            "stays.",
        )
    return estimates


def _validate_csv(answer: "Answer") -> None:
    """Refuse a web page before the rest of it arrives: an error page can have status 200."""
    content_type = answer.headers.get("content-type", "")
    if "html" in content_type or b"REF_AREA" not in answer.body:
        raise PublisherAnswerError(
            f"{answer.url}: expected a CSV file with the column REF_AREA, got something else "
            f"({content_type or 'no type'})",
            advice=BY_HAND,
        )
