"""The World Bank's development indicators: remittances, and what they and migration are compared with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from diaspora_dw.errors import ContentError, SourceError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.rendering import wording
from diaspora_dw.settings import publisher_url, setting
from diaspora_dw.source import CC_BY_4, FetchContext, Place, ReleaseTables, Source
from etl.worldbank import api
from etl.worldbank.indicator import DEFAULT_LIST, read_indicators
from etl.worldbank.sweep import COUNTRY_LIST, stem_of, sweep_indicators

T = TypeVar("T")


@dataclass(frozen=True)
class WorldBankSettings:
    """What can be set about this source."""

    url: str = publisher_url(
        "DIASPORA_DW_WORLDBANK_URL", "base address of the World Bank's API", "https://api.worldbank.org"
    )
    indicators: Path = setting(
        "DIASPORA_DW_WORLDBANK_INDICATORS",
        "file that lists the indicators to load",
        DEFAULT_LIST,
        parse=Path,
        shown="`etl/worldbank/indicators.yaml`",
    )


class WorldBankIndicators(Source):
    """World Development Indicators: the figures of today, which the publisher revises in place."""

    code = "worldbank"
    name = wording.INDICATORS
    caveats = (
        wording.UNIT_OF_REMITTANCES,
        "For remittances the World Bank publishes 0 where it has no figure. Those zeros are treated as missing.",
    )
    licence = CC_BY_4
    reader_version = 4
    # The publisher updates its data every one to three months, but answers every day: a month and a half
    # without an answer means that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)

    def __init__(self, indicator_list: Path | None = None) -> None:
        self._indicator_list = indicator_list or WorldBankSettings().indicators

    def datasets(self) -> Sequence[str]:
        """Return the only dataset, the data of today."""
        return ("latest",)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Fetch the country list and every page of every wanted indicator.

        The edition is the day on which the publisher last updated the data. Raises a `SourceError` naming the
        address, the indicator and the page; `UsageError` if the list of indicators is invalid.
        """
        codes = [indicator.code for indicator in read_indicators(self._indicator_list)]
        swept = sweep_indicators(WorldBankSettings().url, codes, context)
        context.parsed.update(swept.series)  # parsing is half the work of a first sweep
        return context.store.record_files(
            self.code,
            dataset,
            swept.last_updated.isoformat(),
            swept.files,
            licence=self.licence.name,
            upstream_updated_at=_start_of(swept.last_updated),
        )

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        """Keep Tajikistan's series."""
        from etl.worldbank import tidy  # noqa: PLC0415 - imports pandas

        path = Path(__file__).parent / "sample" / "tajikistan_latest.csv"
        sample = tidy.read_sample(path.read_bytes())
        edition = sample.last_updated.isoformat()
        return store.keep_sample(self.code, dataset, edition, path, licence=self.licence.name, url=sample.url)

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, api.Series] | None = None
    ) -> ReleaseTables:
        """Make figures of countries, published totals of aggregates, and regions and income groups.

        Raises `ContentError` naming the file and the place, or every unknown economy.
        """
        from etl.reference.country import country_ids  # noqa: PLC0415 - these modules import pandas
        from etl.worldbank import tidy  # noqa: PLC0415

        if snapshot.is_sample:
            sample = tidy.read_sample(store.read(snapshot.files[0].sha256))
            economies, figures, updated = sample.economies, sample.figures, sample.last_updated
        else:
            economies = _economies(snapshot, store)
            figures = tidy.figures(_series(snapshot, store, parsed or {}), economies)
            updated = date.fromisoformat(snapshot.edition)
        return tidy.release_tables(
            figures, economies, read_indicators(self._indicator_list), country_ids(), _start_of(updated)
        )

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the record that holds a country's figure of a year, nothing for a sample."""
        from etl.reference.country import country_ids  # noqa: PLC0415 - imports pandas

        if snapshot.is_sample:
            return ()
        indicator_code, ids = str(key["indicator_code"]), country_ids()
        names = {
            name
            for economy in _economies(snapshot, store)
            if ids.get(economy.code) == key["country_id"]
            for name in (economy.code, economy.two_letter_code)
        }
        return [
            Place(file, f"record {number} ({name}, {year})", "value", value)
            for file in snapshot.files
            if stem_of(file) == indicator_code
            for number, (name, year, value) in enumerate(_read_series(file, store).rows(), start=1)
            if name in names and year == key["year"]
        ]

    def citation(self, edition: str) -> str:
        """Cite the publisher, the data set and the licence, as the publisher asks."""
        updated = edition.partition(" ")[0]
        return f"World Bank. World Development Indicators, updated {updated}. Licence: {self.licence.name}."


def _economies(snapshot: Snapshot, store: SnapshotStore) -> list[api.Economy]:
    pages = (file for file in snapshot.files if stem_of(file) == COUNTRY_LIST)
    return [economy for file in pages for economy in _read(file, store, api.read_economies)]


def _series(
    snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, api.Series]
) -> Iterator[tuple[str, api.Series]]:
    """Yield the pages of indicators, one at a time: all at once would take 300 MB."""
    for file in snapshot.files:
        if stem_of(file) != COUNTRY_LIST:
            yield stem_of(file), parsed.get(file.sha256) or _read_series(file, store)


def _read_series(file: SnapshotFile, store: SnapshotStore) -> api.Series:
    return _read(file, store, partial(api.read_series, indicator_code=stem_of(file)))


def _read(file: SnapshotFile, store: SnapshotStore, read: Callable[[Sequence[api.Record]], T]) -> T:
    try:
        return read(api.read_page(store.read(file.sha256))[1])
    except SourceError as fault:
        raise ContentError(f"{file.name}: {fault.message}", advice=fault.advice) from fault


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
