"""The measures that have a map, a ranking and a comparison: where each stands, and its figures for all countries."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from statistics import quantiles

from psycopg import sql

from diaspora_dw.database import Connection
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import rows
from diaspora_dw.yaml_text import read_yaml

INDICATORS = "worldbank"
"""The source of the indicators that factsheets list."""
FIRST_YEAR = 1990
"""The first year of the migrant stock. Older indicators have no place beside it."""
MOST_CLASSES = 7
NEGATIVES = 0.1
"""Where a larger part of the figures is negative, the sign matters: net migration, but not inflation."""
DIGITS = 7
"""Significant digits of a figure that is no whole number: more than any page shows."""


@dataclass(frozen=True)
class Column:
    """A measure that is a column of a view, as `measures.yaml` describes it."""

    code: str
    name: str
    view: str
    column: str
    sources: Sequence[str]
    notes: Sequence[str] = ()
    meaning: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Figure:
    """A figure of one country and year."""

    iso3_code: str
    year: int
    value: float


@dataclass(frozen=True)
class Measure:
    """A measure with its figures for all countries and years."""

    code: str
    name: str
    unit: str
    meaning: str
    sources: Sequence[str]
    noted_in: Sequence[str]
    data: Sequence[Figure]
    partial_years: Sequence[int] = ()
    """Years for which fewer countries have a figure than for the one before."""

    @property
    def is_change(self) -> bool:
        """Return whether the sign matters, so that classes lie on both sides of zero."""
        return sum(figure.value < 0 for figure in self.data) >= NEGATIVES * len(self.data)

    @property
    def years(self) -> list[int]:
        """Return the years that have figures."""
        return sorted({figure.year for figure in self.data})

    def description(self) -> dict[str, object]:
        """Return what the measure is, without its figures."""
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "description": self.meaning,
            "sources": self.sources,
            "noted_in": self.noted_in,
            "years": self.years,
            "partial_years": self.partial_years,
            "breaks": class_breaks([figure.value for figure in self.data], is_change=self.is_change),
            **({"diverging": True} if self.is_change else {}),
        }

    def figures(self) -> dict[str, object]:
        """Return the figures by country, in the order of the years."""
        years = self.years
        values: dict[str, list[float | None]] = {}
        for figure in self.data:
            place = years.index(figure.year)
            values.setdefault(figure.iso3_code, [None] * len(years))[place] = figure.value
        return {"values": values}


def read_measures(connection: Connection) -> list[Measure]:
    """Return all measures that have figures."""
    found = [*_columns(connection), *_indicators(connection)]
    return [measure for measure in found if measure.data]


def _described() -> list[Column]:
    text = files(__package__).joinpath("measures.yaml").read_text(encoding="utf-8")
    return [Column(**entry) for entry in read_yaml(text)]


def _columns(connection: Connection) -> Iterator[Measure]:
    described = {
        (row["view_name"], row["column_name"]): row
        for row in rows(
            connection, "select view_name, column_name, unit, description from mart.data_dictionary"
        )
    }
    for column in _described():
        words = described[column.view, column.column]
        query = sql.SQL(
            """
            with coverage as (
                select year, dw.is_partial_year(count(*), lag(count(*)) over (order by year)) as is_partial
                from mart.{view}
                where {value} is not null and iso3_code <> 'ZZZ'
                group by year
            )
            select iso3_code, year, {value}, is_partial
            from mart.{view}
            inner join coverage using (year)
            where {value} is not null and year >= {first} and iso3_code <> 'ZZZ'
            order by iso3_code, year
            """
        ).format(
            value=sql.Identifier(column.column),
            view=sql.Identifier(column.view),
            first=FIRST_YEAR,
        )
        found = connection.execute(query).fetchall()
        yield Measure(
            column.code,
            column.name,
            column.unit or words["unit"] or "",
            column.meaning or words["description"],
            column.sources,
            column.notes,
            *_figures(found),
        )


def notes(connection: Connection) -> Iterator[Payload]:
    """Yield what must be known before figures are quoted, by column and country: each text with its years."""
    for name in sorted({name for column in _described() for name in column.notes}):
        view, note = map(sql.Identifier, name.split("."))
        query = sql.SQL(
            "select iso3_code, year, {note} from mart.{view} where {note} is not null order by iso3_code, year"
        ).format(note=note, view=view)
        noted: dict[str, dict[str, list[int]]] = {}
        for iso3, year, words in connection.execute(query):
            noted.setdefault(iso3, {}).setdefault(words, []).append(year)
        yield f"notes/{name}", noted


def _indicators(connection: Connection) -> Iterator[Measure]:
    """Yield the indicators that factsheets list, in their order."""
    listed = rows(
        connection,
        """
        select indicator_code, factsheet_label, unit, description
        from dw.dim_indicator
        where factsheet_rank is not null
        order by factsheet_rank
        """,
    )
    query = """
        select iso3_code, year, value, is_partial_year
        from mart.indicator
        where indicator_code = %s and year >= %s and value is not null and not is_placeholder_zero
        order by iso3_code, year
    """
    for row in listed:
        found = connection.execute(query, (row["indicator_code"], FIRST_YEAR)).fetchall()
        yield Measure(
            row["indicator_code"],
            row["factsheet_label"],
            row["unit"],
            row["description"],
            [INDICATORS],
            (),
            *_figures(found),
        )


def _figures(found: Sequence[tuple[str, int, float, bool]]) -> tuple[list[Figure], list[int]]:
    """Return the figures that a query found, and the partial years among them."""
    return (
        [Figure(iso3, year, _shortened(value)) for iso3, year, value, _ in found],
        sorted({year for _, year, _, is_partial in found if is_partial}),
    )


def _shortened(value: float) -> float:
    """Return a whole number as it is, another to as many digits as are kept."""
    if value == int(value):
        return int(value)
    shortened = float(f"{value:.{DIGITS}g}")
    return int(shortened) if shortened == int(shortened) else shortened


def class_breaks(values: Sequence[float], *, is_change: bool = False) -> list[float]:
    """Return the values at which classes of a map begin, after the first: rounded, at most seven classes.

    Each class has about as many figures. Where the sign matters, classes lie alike on both sides of zero.
    """
    if is_change:
        sizes = class_breaks([abs(value) for value in values if value])
        outer = sizes[1::2][:2] if len(sizes) > 3 else sizes[:2]
        return [*(-size for size in reversed(outer)), 0, *outer]
    if len(values) < MOST_CLASSES:
        return sorted(set(values))[1:]
    cuts = [_rounded(cut) for cut in quantiles(values, n=MOST_CLASSES)]
    return [cut for before, cut in pairwise([-math.inf, *cuts]) if cut > before]


def _rounded(value: float) -> float:
    """Return the nearest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 and 10 times a power of ten."""
    if value == 0:
        return 0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    nearest = min(steps, key=lambda step: abs(step * power - abs(value)))
    rounded = float(f"{math.copysign(nearest * power, value):.6g}")
    return int(rounded) if rounded == int(rounded) else rounded
