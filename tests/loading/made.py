"""Hand-made releases: a source that publishes the tables that a test gives it.

`stock_tables`, `matrix_tables`, `indicator_tables`, `world_tables` and `mapping_tables` make correct tables, which a
test then damages.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from math import nan
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from diaspora_dw import clock
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from diaspora_dw.database import Connection
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.check import Finding
from diaspora_dw.loading.publish import load, publish
from diaspora_dw.releases.release import History, Release, current, read_releases
from diaspora_dw.source import FetchContext, Licence, ReleaseTables, Source
from etl.content import CONTENT_FOLDER
from etl.content.tidy import content_tables, vocabulary_tables
from etl.globalcit.tidy import categories
from etl.reference.country import country_ids, entities
from etl.undesa import tidy
from etl.undesa.layout import MEASURES
from etl.undesa_destination import tidy as destination
from etl.worldbank.indicator import read_indicators
from etl.worldbank.tidy import indicator_rows
from tests.middle_world import FIGURES as WORLD_FIGURES
from tests.publishers import Figures

STOCK, SUMS, TOTALS = "dw.fact_migrant_stock", "dw.fact_migrant_stock_total", "ops.published_total"
NAMES = "ops.published_name"
IMMIGRANT_STOCK, POPULATIONS = destination.IMMIGRANT_STOCK, destination.POPULATIONS
INDICATOR = "dw.fact_indicator"
MATRIX = "dw.fact_bilateral_remittance"
CONTENT = "dw.dim_content_edition"
LAW = "dw.fact_citizenship_law"
TAJIKISTAN, UZBEKISTAN, RUSSIA, GERMANY, UNKNOWN = 762, 860, 643, 276, 2003

Tables = dict[str, pd.DataFrame]
Corridor = tuple[int, int, int, int, int]

CORRIDORS: Sequence[Corridor] = tuple(
    (origin, destination, year, men + year - 2015, women + year - 2015)
    for origin, destination, men, women in (
        (TAJIKISTAN, RUSSIA, 30_000, 20_000),
        (TAJIKISTAN, GERMANY, 120, 150),
        (UZBEKISTAN, RUSSIA, 50_000, 40_000),
        (UNKNOWN, GERMANY, 40, 60),
    )
    for year in (2015, 2020, 2024)
)
"""Origin, destination, year, men and women."""

FIGURES: Mapping[tuple[int, str, int], float] = {
    (country, code, year): value
    for country in (TAJIKISTAN, UZBEKISTAN)
    for year in range(2000, 2025)
    for code, value in (
        ("SP.POP.TOTL", 1_000_000.0 + year),
        ("SL.UEM.TOTL.ZS", 7.5),
        ("BX.TRF.PWKR.CD.DT", 2.5e8),
        ("NY.GDP.MKTP.CD", 1e9),
        ("BX.TRF.PWKR.DT.GD.ZS", 25.0),
    )
}
"""Values by country, indicator and year."""


class Published(NamedTuple):
    """What publishing a release gave."""

    release_id: int
    findings: list[Finding]


class MadeSource(Source):
    """Publishes the tables it was made with."""

    name = "Made by hand"
    licence = Licence("CC0", "https://creativecommons.org/publicdomain/zero/1.0/")
    reader_version = 1
    max_age = timedelta(days=1)

    def __init__(self, tables: ReleaseTables, code: str = "made") -> None:
        self.tables = tables
        self.code = code

    def datasets(self) -> Sequence[str]:
        return ("by hand",)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        raise NotImplementedError

    def adopt(self, paths: Sequence[Path], store: SnapshotStore) -> Sequence[Snapshot]:
        raise NotImplementedError

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        raise NotImplementedError

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        return self.tables

    def citation(self, edition: str) -> str:
        return f"Made by hand, {edition}."


def stock_tables(corridors: Iterable[Corridor] = CORRIDORS) -> Tables:
    """The frames of a release of the stock: facts, their sums, and the world's totals as published."""
    rows = [(o, d, year, men + women, men, women) for o, d, year, men, women in corridors]
    stock = pd.DataFrame(rows, columns=["origin_id", "destination_id", "year", *MEASURES]).astype(
        {
            "origin_id": "int16",
            "destination_id": "int16",
            "year": "int16",
            **dict.fromkeys(MEASURES, "Int64"),
        }
    )
    stock = stock.assign(data_type="BR", coverage_note=None)
    return {STOCK: stock, SUMS: tidy.corridor_sums(stock), TOTALS: totals_of(stock)}


def totals_of(stock: pd.DataFrame) -> pd.DataFrame:
    """The totals of a stock as published: of the world, and of every destination and origin."""
    ends = {"destination_id": "destination_code", "origin_id": "origin_code"}
    sums = []
    for own in ((), ("destination_id",), ("origin_id",)):
        total = stock.groupby([*own, "year"])[list(MEASURES)].sum().astype("float64").reset_index()
        codes = {code: total[end].astype(str) if end in own else "900" for end, code in ends.items()}
        sums.append(total.assign(series="migrant_stock", **codes))
    named = dict(zip(MEASURES, ("value", "male_value", "female_value"), strict=True))
    columns = ["series", *ends.values(), "year", *named.values()]
    return pd.concat(sums, ignore_index=True).rename(columns=named)[columns]


def wide_tables(change: Callable[[Corridor], Corridor] = lambda corridor: corridor) -> Tables:
    """The frames of a stock of 120 destinations, whose corridors a test changes."""
    ids = [entity.country_id for entity in entities() if entity.entity_type == "country"]
    places = [place for place in ids if place not in (TAJIKISTAN, UZBEKISTAN)][:120]
    return stock_tables(
        change(
            (
                TAJIKISTAN if number % 3 else UZBEKISTAN,
                place,
                year,
                number * growth * (30 + number % 40),
                number * growth * 40,
            )
        )
        for number, place in enumerate(places, 30)
        for year, growth in ((2015, 20), (2020, 22), (2024, 25))
    )


def destination_tables(
    change: Callable[[str, int, int, int], tuple[int, int]] = lambda _s, _c, _y, sex: (sex, sex),
) -> Tables:
    """The immigrants and population of 120 countries, with the World's totals. `change` gives men and women.

    It gets the series, the country, the year and the number of either sex.
    """
    ids = [entity.country_id for entity in entities() if entity.entity_type == "country"][:120]
    tables: Tables = {}
    totals = []
    for table, (series, measures) in zip(
        (IMMIGRANT_STOCK, POPULATIONS), destination.SERIES.items(), strict=True
    ):
        size = 1_000 if series == "immigrant_stock" else 12_000
        figures = [
            (country, year, *change(series, country, year, number * growth * size))
            for number, country in enumerate(ids, 30)
            for year, growth in ((2015, 1), (2020, 2), (2024, 3))
        ]
        rows = [(country, year, men + women, men, women) for country, year, men, women in figures]
        frame = pd.DataFrame(rows, columns=["country_id", "year", *measures]).astype(
            {"country_id": "int16", "year": "int16", **dict.fromkeys(measures, "Int64")}
        )
        world = frame.groupby("year")[list(measures)].sum().astype("float64").reset_index()
        world = world.rename(
            columns=dict(zip(measures, ("value", "male_value", "female_value"), strict=True))
        )
        totals.append(world.assign(series=series, destination_code="900", origin_code="900"))
        tables[table] = frame
    tables[IMMIGRANT_STOCK] = tables[IMMIGRANT_STOCK].assign(data_type="BR", coverage_note=None)
    return tables | {TOTALS: pd.concat(totals, ignore_index=True)}


def name_tables(change: Callable[[str], str] = lambda name: name) -> Tables:
    """The frame of a release's names of countries, which a test changes."""
    rows = [(str(e.country_id), change(e.country_name)) for e in entities() if e.entity_type == "country"]
    return {NAMES: pd.DataFrame(rows, columns=["place_code", "place_name"], dtype=object)}


def indicator_tables(figures: Mapping[tuple[int, str, int], float] = FIGURES) -> Tables:
    """The frame of a release of indicators."""
    rows = [(*key, value) for key, value in figures.items()]
    return {INDICATOR: pd.DataFrame(rows, columns=["country_id", "indicator_code", "year", "value"])}


def world_tables(value_of: Callable[[Figures, str, int], float | None] | None = None, *on: str) -> Tables:
    """The indicators of 40 countries. `value_of` changes those in `on`, as in `tests.publishers.figures_become`."""
    ids = country_ids()
    figures = {}
    for code, honest in WORLD_FIGURES.items():
        for iso3_code, year in honest:
            changed = value_of and code in on
            value = value_of(honest, iso3_code, year) if changed else honest[iso3_code, year]
            if value is not None:
                figures[ids[iso3_code], code, year] = value
    return indicator_tables(figures)


SENDERS = ("ARE", "AUS", "CAN", "HKG", "KWT", "QAT", "SAU", "USA")
RECEIVERS = ("CHN", "EGY", "GTM", "IND", "MEX", "NGA", "PHL", "VNM")
Remittance = tuple[int, int, int, float]


def matrix_tables(change: Callable[[Remittance], Remittance | None] = lambda corridor: corridor) -> Tables:
    """The frames of a matrix of remittances from 8 countries to 48, whose corridors a test changes or drops.

    A corridor is the country that receives, the one that sends, the year and US$. The published sums fit.
    """
    ids = country_ids()
    others = [e.country_id for e in entities() if e.entity_type == "country" and e.iso3_code not in SENDERS]
    receivers = list(dict.fromkeys([*(ids[code] for code in RECEIVERS), *others]))[:48]
    made = [
        change((receiver, ids[sender], 2021, 1e7 * (n + 1) * (m + 1)))
        for n, sender in enumerate(SENDERS)
        for m, receiver in enumerate(receivers)
    ]
    columns = ["origin_id", "destination_id", "year", "remittances_usd"]
    corridors = pd.DataFrame([row for row in made if row], columns=columns)
    types = {"origin_id": "int16", "destination_id": "int16", "year": "int16"}
    sums = []
    for own in ((), ("origin_id",), ("destination_id",)):
        total = corridors.groupby([*own, "year"])["remittances_usd"].sum().rename("value").reset_index()
        codes = {
            name.replace("_id", "_code"): total[name].astype(str) if name in own else "900"
            for name in ("origin_id", "destination_id")
        }
        total = total.assign(series="bilateral_remittance", male_value=nan, female_value=nan, **codes)
        sums.append(total.drop(columns=list(own)))
    return {MATRIX: corridors.astype(types), TOTALS: pd.concat(sums, ignore_index=True)}


def matrix_and_records(factor: float = 1.0) -> Tables:
    """A matrix whose amounts are multiplied, and what the World Bank records as received."""
    received = matrix_tables()[MATRIX].groupby("origin_id")["remittances_usd"].sum()
    records = {(int(str(country)), "BX.TRF.PWKR.CD.DT", 2021): usd for country, usd in received.items()}
    return matrix_tables(lambda c: (*c[:3], c[3] * factor)) | indicator_tables(records)


def law_tables(**codes: int) -> Tables:
    """The frame of a release of citizenship law: 190 states that accept dual citizenship, unless `codes` say else."""
    states = [entity.country_id for entity in entities() if entity.entity_type == "country"][:190]
    coded = {"A06b": 0, "L01": 1, "L05": 0, "dualcit_comb": 3, **codes}
    rows = [(state, mode, 2020, code) for state in states for mode, code in coded.items()]
    law = pd.DataFrame(rows, columns=["country_id", "mode_code", "year", "category_code"])
    return {LAW: law.assign(article=None, conditions=None)}


def mapping_tables() -> Tables:
    """The frames of a release of curated content: Tajikistan's mapping."""
    return content_tables(_tajikistan())


@cache
def _tajikistan() -> CountryContent:
    return read_content(CONTENT_FOLDER / "TJK.yaml", _vocabularies())


@cache
def _vocabularies() -> Vocabularies:
    return read_vocabularies(CONTENT_FOLDER / "vocabularies.yaml")


def candidate_of(tables: ReleaseTables, *, code: str = "made", edition: str = "1") -> Candidate:
    """A release of a source called `code`, read."""
    now = clock.now()
    file = SnapshotFile("by hand", "https://example.org/by-hand", uuid.uuid4().hex * 2, 1, now)
    snapshot = Snapshot(code, "by hand", edition, (file,), now, None, "CC0")
    return Candidate.read(MadeSource(tables, code), snapshot, SnapshotStore(Path("nowhere")))


def candidate_made(tables: Tables, *, code: str = "made", edition: str = "1") -> Candidate:
    """A release of facts, with the dimensions that they need, read."""
    dimensions = {"dw.dim_indicator": indicator_rows(read_indicators())} if INDICATOR in tables else {}
    if LAW in tables:
        dimensions |= {"dw.dim_citizenship_category": categories()}
    if CONTENT in tables:
        dimensions |= vocabulary_tables(_vocabularies())
    return candidate_of(ReleaseTables(tables, dimensions), code=code, edition=edition)


def publish_candidate(
    connection: Connection, candidate: Candidate, *, accepted: Sequence[str] = ()
) -> Published:
    """Publish a release in the place of the one before it. Raises as `load` does."""
    history = History.read(connection, candidate.source)
    accepting = dict.fromkeys(accepted, "somebody")
    loaded = load(connection, candidate, history, run_id=uuid.uuid4(), accepted=accepting)
    publish(connection, [loaded])
    return Published(loaded.release_id, loaded.findings)


def publish_made(
    connection: Connection,
    tables: Tables,
    *,
    code: str = "made",
    edition: str = "1",
    accepted: Sequence[str] = (),
) -> Published:
    """Publish facts as a release of a source, in the place of the one before it. Raises as `load` does."""
    return publish_candidate(
        connection, candidate_made(tables, code=code, edition=edition), accepted=accepted
    )


def last_release(connection: Connection, code: str = "made") -> Release | None:
    """The current release of a source."""
    return current(read_releases(connection, "source_code = %s", (code,)))


def with_cell(frame: pd.DataFrame, column: str, value: object, row: int = 0) -> pd.DataFrame:
    """A copy of a frame with another value in one place."""
    values = [value if n == row else old for n, old in enumerate(frame[column].tolist())]
    return frame.assign(**{column: pd.Series(values, index=frame.index, dtype=frame[column].dtype)})
