"""The World Bank's (KNOMAD's) bilateral remittance estimates: who sends how much to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diaspora_dw.errors import PublisherAnswerError, SourceError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.settings import publisher_url
from diaspora_dw.source import FetchContext, Licence, Place, ReleaseTables, Source

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer

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
        return previous if previous and file is known else self._record(dataset, file, context.store)

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
        from etl.remittance_matrix import data360, tidy  # noqa: PLC0415 - these modules import pandas

        file = snapshot.files[0]
        estimates = data360.read_estimates(
            store.read(file.sha256), file.name, snapshot.dataset, is_sample=snapshot.is_sample
        )
        return tidy.release_tables(estimates)

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the line that holds a corridor's figure, nothing for a sample."""
        from etl.remittance_matrix import data360  # noqa: PLC0415 - imports pandas

        if snapshot.is_sample or str(key["year"]) != snapshot.dataset:
            return ()
        file = snapshot.files[0]
        figures = data360.read_estimates(store.read(file.sha256), file.name, snapshot.dataset).figures
        chosen = figures[
            (figures["origin_code"] == str(key["origin_id"]))
            & (figures["destination_code"] == str(key["destination_id"]))
        ]
        return [
            Place(file, place, "remittances_usd", value)
            for place, value in zip(chosen["place"], chosen["remittances_usd"], strict=True)
        ]

    def citation(self, edition: str) -> str:
        """Cite an edition as the publisher asks."""
        year = edition.partition(" ")[0]
        return f"KNOMAD/World Bank. Bilateral Remittance Matrix {year}."

    def _record(self, edition: str, file: SnapshotFile, store: SnapshotStore) -> Snapshot:
        try:
            updated = parsedate_to_datetime(file.headers.get("last-modified", ""))
        except ValueError:
            updated = None
        return store.record_files(
            self.code, edition, edition, [file], licence=self.licence.name, upstream_updated_at=updated
        )


def _validate_csv(answer: "Answer") -> None:
    """Refuse a web page before the rest of it arrives: an error page can have status 200."""
    content_type = answer.headers.get("content-type", "")
    if "html" in content_type or b"REF_AREA" not in answer.body:
        raise PublisherAnswerError(
            f"{answer.url}: expected a CSV file with the column REF_AREA, got something else "
            f"({content_type or 'no type'})",
            advice=BY_HAND,
        )
