"""The World Bank's development indicators: remittances, and what they and migration are measured against.

How a sweep of the API becomes a snapshot, and a snapshot a release. Judging answers, fetching all pages and
tidying are for the modules beside; which indicators are wanted is in indicators.yaml.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from diaspora_dw.errors import ContentError, SourceError, UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.settings import publisher_url, setting
from diaspora_dw.source import FetchContext, Licence, Place, ReleaseTables, Source
from etl.reference import country_ids
from etl.worldbank import api, tidy
from etl.worldbank.bundled import read_sample, sample_path
from etl.worldbank.indicator import DEFAULT_LIST, read_indicators
from etl.worldbank.sweep import COUNTRY_LIST, stem_of, sweep_indicators

DATASET = "latest"

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
    """World Development Indicators: the figures as they stand now, revised in place by their publisher."""

    code = "worldbank"
    name = "World Bank, World Development Indicators"
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    reader_version = 1
    # The publisher updates its data every one to three months, but answers every day: a month and a half
    # without an answer means that the job, or the address, is broken.
    max_age = timedelta(days=45)
    depends_on = ("reference",)

    def __init__(self, indicator_list: Path | None = None) -> None:
        self._indicator_list = indicator_list or WorldBankSettings().indicators

    def datasets(self) -> Sequence[str]:
        """There is only the present state of the data."""
        return (DATASET,)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Fetch every page of every wanted indicator, and the country list.

        The edition is the day on which the publisher last updated the data. Raises a `SourceError` naming the
        address, the indicator and the page; `UsageError` where the list of indicators is not right.
        """
        if dataset != DATASET:
            raise UsageError(f"{self.name} has no {dataset}", advice=f"Ask for {DATASET}.")
        codes = [indicator.code for indicator in read_indicators(self._indicator_list)]
        swept = sweep_indicators(WorldBankSettings().url, codes, context)
        context.parsed.update(swept.series)  # parsing is half the work of a first sweep
        snapshot = Snapshot(
            self.code,
            dataset,
            swept.last_updated.isoformat(),
            swept.files,
            max(file.retrieved_at for file in swept.files),
            _start_of(swept.last_updated),
            self.licence.name,
        )
        context.store.record(snapshot)
        return snapshot

    def adopt(self, path: Path, store: SnapshotStore) -> Snapshot:
        """Raises `UsageError`: a sweep is many pages."""
        raise UsageError(
            f"{path} cannot be loaded as {self.code}: its data are many pages of an API, not one file",
            advice="Run without --file; DIASPORA_DW_WORLDBANK_URL can name another address of the API.",
        )

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        """Tajikistan's series."""
        path = sample_path()
        sample = read_sample(path.read_bytes())
        edition = sample.last_updated.isoformat()
        return store.keep_sample(self.code, dataset, edition, path, licence=self.licence.name, url=sample.url)

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, api.Series] | None = None
    ) -> ReleaseTables:
        """The figures of countries, the published totals of aggregates, and regions and income groups.

        Raises `ContentError` naming the file and the place, or every economy that is unknown.
        """
        if snapshot.is_sample:
            sample = read_sample(store.read(snapshot.files[0].sha256))
            economies, figures, updated = list(sample.economies), sample.figures, sample.last_updated
        else:
            economies = _economies(snapshot, store)
            figures = tidy.figures(_series(snapshot, store, parsed or {}), economies)
            updated = date.fromisoformat(snapshot.edition)
        listed = read_indicators(self._indicator_list)
        wanted = {indicator.code for indicator in listed}
        figures = figures[figures["indicator_code"].isin(wanted)]
        aggregates = [economy.code for economy in economies if economy.is_aggregate]
        countries = [economy for economy in economies if not economy.is_aggregate]
        ids = tidy.ids_of(countries, country_ids())
        return ReleaseTables(
            facts={
                tidy.FACTS: tidy.country_facts(figures, ids),
                tidy.TOTALS: tidy.published_totals(figures, aggregates),
            },
            dimensions={tidy.INDICATORS: tidy.indicators(listed)},
            memberships=tidy.memberships(countries, ids),
            memberships_as_of=_start_of(updated),
            promises={
                "memberships": f"group_code ~ '^WB_' and group_type in ('{tidy.REGION}', '{tidy.INCOME_GROUP}')"
            },
            notes=_oddities(wanted, figures),
        )

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """The record of an indicator's pages that holds a country's figure of a year; nothing for a sample."""
        if snapshot.is_sample:
            return ()
        code, ids = str(key["indicator_code"]), country_ids()
        names = {
            name
            for economy in _economies(snapshot, store)
            if ids.get(economy.code) == key["country_id"]
            for name in (economy.code, economy.two_letter_code)
        }
        places = []
        for file in snapshot.files:
            if stem_of(file.name) == code:
                series = _read(file, store, partial(api.read_series, indicator_code=code))
                places += [
                    Place(file, f"record {number} ({name}, {year})", "value", value)
                    for number, (name, year, value) in enumerate(
                        zip(series.economy_codes, series.years, series.values, strict=True), start=1
                    )
                    if name in names and year == key["year"]
                ]
        return places

    def citation(self, edition: str) -> str:
        """The publisher asks for its name, the data set and the licence."""
        updated = edition.partition(" ")[0]
        return f"World Bank. World Development Indicators, updated {updated}. Licence: {self.licence.name}."


def _economies(snapshot: Snapshot, store: SnapshotStore) -> list[api.Economy]:
    return [
        economy
        for file in snapshot.files
        if stem_of(file.name) == COUNTRY_LIST
        for economy in _read(file, store, api.read_economies)
    ]


def _series(
    snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, api.Series]
) -> Iterator[tuple[str, api.Series]]:
    """The pages of indicators, one at a time: all at once would take 300 MB."""
    for file in snapshot.files:
        code = stem_of(file.name)
        if code != COUNTRY_LIST:
            yield (
                code,
                parsed.get(file.sha256) or _read(file, store, partial(api.read_series, indicator_code=code)),
            )


def _read(file: SnapshotFile, store: SnapshotStore, read: Callable[[Sequence[api.Record]], T]) -> T:
    try:
        _, records = api.read_page(store.read(file.sha256))
        return read(records)
    except SourceError as fault:
        raise ContentError(f"{file.name}: {fault.message}", advice=fault.advice) from fault


def _oddities(wanted: Collection[str], figures: pd.DataFrame) -> list[str]:
    empty = sorted(set(wanted) - set(figures["indicator_code"]))
    return [f"no figures came for {', '.join(empty)}"] if empty else []


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
