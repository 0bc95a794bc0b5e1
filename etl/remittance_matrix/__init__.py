"""The World Bank's (KNOMAD's) bilateral remittance estimates: who sends how much to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diaspora_dw.errors import ContentError, PublisherAnswerError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.file_source import FileSource, Recognised
from diaspora_dw.rendering import wording
from diaspora_dw.settings import publisher_url
from diaspora_dw.source import CC_BY_4, Place, ReleaseTables

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


class RemittanceMatrix(FileSource):
    """Bilateral remittance estimates: every edition is the matrix of one year, made by a model of its time."""

    code = "remittance_matrix"
    name = wording.MATRIX
    caveats = (wording.CORRIDORS_ARE_ESTIMATES,)
    licence = CC_BY_4
    reader_version = 1
    # The publisher no longer updates the file, but is asked every night: a month and a half without an answer means
    # that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)
    editions_side_by_side = True
    largest_file = MAX_BYTES
    by_hand = BY_HAND
    sample_folder = Path(__file__).parent / "sample"

    def datasets(self) -> Sequence[str]:
        """Return the only year that is published at a lasting address. Other years are loaded from files."""
        return (DATASET,)

    def url(self, dataset: str) -> str:
        """Return the address of the file of a year."""
        return RemittanceMatrixSettings().url + PATH

    def validate(self, answer: "Answer") -> None:
        """Refuse a web page before the rest of it arrives."""
        content_type = answer.headers.get("content-type", "")
        if "html" in content_type or b"REF_AREA" not in answer.body:
            raise PublisherAnswerError(
                f"{answer.url}: expected a CSV file with the column REF_AREA, got something else "
                f"({content_type or 'no type'})",
                advice=BY_HAND,
            )

    def recognise(self, data: bytes, file_name: str) -> Recognised:
        """Return the year of a matrix in any of the publisher's formats, and the month of its version."""
        estimates = read_file(data, file_name)
        return str(estimates.year), estimates.updated_at

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
