"""Payloads of the page on corridors: who lives where, from and to each country, in the two newest editions.

All countries are read with a few queries over whole tables. Each corridor is a line of text: a country and its figures
in base 36, which takes two thirds of the bytes of JSON. The figures of the former edition are there only where they
differ from the current one's, and remittances have the two or three digits that are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from diaspora_dw.database import Connection
from diaspora_dw.rendering import wording
from diaspora_dw.site.payloads import Payload

Corridor = tuple[str, str]
"""An origin and a destination, by their codes."""
Side = tuple[str, str]
"""A direction, "from" or "to", and the country it is seen from."""
People = tuple[int | None, int | None]
"""All migrants, and the men among them."""

SAME = "="
"""What stands for the former edition where it has the figures of the current one."""

EDITIONS = """
select
    r.release_id,
    r.edition,
    e.former_release_id,
    e.former_edition
from dw.source_release as r
left join dw.stock_edition as e on r.release_id = e.release_id
where r.source_code = 'undesa' and r.subject = '' and r.is_current
"""
CORRIDORS = """
select
    o.iso3_code,
    d.iso3_code,
    s.year,
    s.migrants,
    s.male_migrants
from dw.fact_migrant_stock as s
inner join dw.dim_country as o on s.origin_id = o.country_id
inner join dw.dim_country as d on s.destination_id = d.country_id
where s.release_id = %s
"""
TOTALS = """
select
    c.iso3_code,
    t.year,
    t.emigrants,
    t.male_emigrants,
    t.immigrants,
    t.male_immigrants
from dw.fact_migrant_stock_total as t
inner join dw.dim_country as c on t.country_id = c.country_id
where t.release_id = %s
"""
REVISED = """
select
    origin_iso3_code,
    destination_iso3_code,
    year
from mart.edition_change
where is_revised and edition_before = %s and edition_after = %s
order by origin_iso3_code, destination_iso3_code, year
"""
NOTES = """
select
    'from',
    iso3_code,
    year,
    coverage_note
from mart.emigration
where coverage_note is not null
union all
select
    'to',
    iso3_code,
    year,
    coverage_note
from mart.immigration
where coverage_note is not null
"""
REMITTANCES = """
with shown as ( -- joined, for a list within the condition would be searched row by row
    select unnest(%s::integer[]) as year
    union
    select year from mart.bilateral_remittance where method = 'published'
)

select
    origin_iso3_code,
    destination_iso3_code,
    year,
    method,
    remittances_usd,
    case
        when method = 'published' then coverage_note
        when income_basis = 'subregion' then substring(coverage_note from '[^.]+[.]$')
    end
from mart.bilateral_remittance
inner join shown using (year)
"""
METHODS = """
select
    method,
    min(edition),
    min(stock_edition)
from mart.bilateral_remittance
group by method
"""
COVERAGE = """
select
    edition,
    iso3_code,
    year,
    origins_named,
    reassessed,
    coverage_note
from mart.destination_coverage
where edition = any(%s)
order by edition, iso3_code, year
"""

WORDS = {
    "from": wording.DEFINITION_OF_EMIGRANTS,
    "to": wording.DEFINITION_OF_IMMIGRANTS,
    "editions": wording.EDITIONS_ARE_NOT_ONE_SERIES,
    "received": wording.CORRIDORS_ARE_ESTIMATES,
    "sent": wording.AMOUNTS_SENT_ARE_ESTIMATES,
    "stock": wording.STOCK,
    "indicators": wording.INDICATORS,
    "matrix": wording.MATRIX,
}
"""What is said about figures here as on factsheets."""


@dataclass(frozen=True)
class Edition:
    """An edition of the migrant stock: its figures by year, of corridors and of all that leave or enter a country."""

    name: str
    years: list[int]
    corridors: dict[Corridor, dict[int, People]]
    totals: dict[Side, dict[int, People]]


@dataclass(frozen=True)
class Remittances:
    """Remittances in US dollars by corridor, each by its method and year, and the years that a method has.

    Of the notes on our estimates there is the last sentence alone, on an income that is a median: the others are those
    on the published amount, on the migrants and on the country that receives, which the page has anyway.
    """

    amounts: dict[Corridor, dict[tuple[str, int], float]]
    notes: dict[Corridor, dict[tuple[str, int], str]]
    years: dict[str, list[int]]


class Texts:
    """Notes that a payload has once and names by their places."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def place(self, text: str | None) -> int | None:
        """Return the place of a note among `listed`, at the end if it is new."""
        if text is None:
            return None
        if text not in self.listed:
            self.listed.append(text)
        return self.listed.index(text)


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield what all countries share as "corridors", and the corridors of each country as "corridors/TJK"."""
    editions = list(_editions(connection))
    if not editions:
        return
    remittances = _remittances(connection, editions[0].years)
    rows: dict[Side, list[str]] = defaultdict(list)
    texts: dict[str, Texts] = defaultdict(Texts)
    revised = _revised(connection, editions)
    for corridor in sorted(
        {*remittances.amounts, *(key for edition in editions for key in edition.corridors)}
    ):
        origin, destination = corridor
        figures = ";".join(
            [
                *_migrants(editions, corridor),
                _packed(revised.get(corridor, [])),
                *_amounts(remittances, corridor),
            ]
        )
        for where, here, there in (("from", origin, destination), ("to", destination, origin)):
            noted = ";".join(_notes(remittances, corridor, texts[here])).rstrip(";")
            rows[where, here].append(f"{there};{figures}" + (f";{noted}" if noted else ""))
    countries = sorted({country for _, country in rows})
    yield "corridors", {"countries": countries, **_shared(connection, editions, remittances)}
    notes = {(where, iso3, year): note for where, iso3, year, note in connection.execute(NOTES)}
    for country in countries:
        sides = {
            where: {
                "totals": [
                    _by_year(edition.totals.get((where, country), {}), edition.years) for edition in editions
                ],
                "notes": [
                    texts[country].place(notes.get((where, country, year))) for year in editions[0].years
                ],
                "rows": rows[where, country],
            }
            for where in ("from", "to")
        }
        yield f"corridors/{country}", {**sides, "texts": texts[country].listed}


def _editions(connection: Connection) -> Iterator[Edition]:
    """Yield the current edition and the one before, if there are any."""
    for release, name, former, former_name in connection.execute(EDITIONS).fetchall():
        yield _edition(connection, release, name)
        if former is not None:
            yield _edition(connection, former, former_name)


def _edition(connection: Connection, release: int, name: str) -> Edition:
    corridors: dict[Corridor, dict[int, People]] = defaultdict(dict)
    for origin, destination, year, *people in connection.execute(CORRIDORS, [release]):
        corridors[origin, destination][year] = (people[0], people[1])
    totals: dict[Side, dict[int, People]] = defaultdict(dict)
    for country, year, *people in connection.execute(TOTALS, [release]):
        totals["from", country][year] = (people[0], people[1])
        totals["to", country][year] = (people[2], people[3])
    return Edition(name, sorted({year for by_year in totals.values() for year in by_year}), corridors, totals)


def _remittances(connection: Connection, years: list[int]) -> Remittances:
    amounts: dict[Corridor, dict[tuple[str, int], float]] = defaultdict(dict)
    notes: dict[Corridor, dict[tuple[str, int], str]] = defaultdict(dict)
    found: dict[str, set[int]] = {"estimated": set(), "published": set()}
    for origin, destination, year, method, dollars, note in connection.execute(REMITTANCES, [years]):
        amounts[origin, destination][method, year] = dollars
        found[method].add(year)
        if note is not None:
            notes[origin, destination][method, year] = note
    return Remittances(amounts, notes, {method: sorted(years) for method, years in found.items()})


def _shared(connection: Connection, editions: list[Edition], remittances: Remittances) -> dict[str, Any]:
    """Return editions with what each destination says of origins, and the editions of remittances."""
    texts = Texts()
    coverage: dict[str, dict[str, dict[int, tuple[int, int | None]]]] = {
        e.name: defaultdict(dict) for e in editions
    }
    reassessed: dict[str, set[str]] = {edition.name: set() for edition in editions}
    for name, country, year, named, anew, note in connection.execute(COVERAGE, [[e.name for e in editions]]):
        coverage[name][country][year] = named, texts.place(note)
        if anew:
            reassessed[name].add(country)
    return {
        "editions": [
            {
                "name": edition.name,
                "years": edition.years,
                "coverage": {
                    country: _by_year(found, edition.years)
                    for country, found in coverage[edition.name].items()
                },
                "reassessed": sorted(reassessed[edition.name]),
            }
            for edition in editions
        ],
        "remittances": {
            method: {"edition": edition, "stock": stock, "years": remittances.years[method]}
            for method, edition, stock in connection.execute(METHODS)
        },
        "texts": texts.listed,
        "words": WORDS,
    }


def _revised(connection: Connection, editions: list[Edition]) -> dict[Corridor, list[int]]:
    """Return the years in which the two editions say very different things of a corridor."""
    revised: dict[Corridor, list[int]] = defaultdict(list)
    if len(editions) > 1:
        current, former = editions
        for origin, destination, year in connection.execute(REVISED, [former.name, current.name]):
            revised[origin, destination].append(year)
    return revised


def _migrants(editions: list[Edition], corridor: Corridor) -> Iterator[str]:
    """Yield all migrants by year, the men among them, and both of the former edition or `SAME` for each."""
    current, former = (edition.corridors.get(corridor, {}) for edition in (editions[0], editions[-1]))
    yield from map(_packed, _by_year(current, editions[0].years))
    if any(former.get(year) != current.get(year) for year in editions[-1].years):
        yield from map(_packed, _by_year(former, editions[-1].years))
    else:
        yield from (SAME, SAME)


def _amounts(remittances: Remittances, corridor: Corridor) -> Iterator[str]:
    """Yield what is sent along a corridor by each method, by year, in hundreds of dollars."""
    amounts = remittances.amounts.get(corridor, {})
    for method, years in remittances.years.items():
        yield _packed([_hundreds(amounts.get((method, year))) for year in years])


def _notes(remittances: Remittances, corridor: Corridor, texts: Texts) -> Iterator[str]:
    """Yield the places of the notes on what is sent along a corridor by each method, by year."""
    notes = remittances.notes.get(corridor, {})
    for method, years in remittances.years.items():
        yield _packed([texts.place(notes.get((method, year))) for year in years])


def _hundreds(dollars: float | None) -> int | None:
    """Return hundreds of dollars with the digits that are shown; 0 is less than 50 dollars."""
    return None if dollars is None else round(wording.rounded_estimate(dollars) / 100)


def _packed(figures: Iterable[int | None]) -> str:
    """Return whole numbers in base 36 with commas between them, and nothing where one is missing."""
    return ",".join("" if figure is None else np.base_repr(figure, 36) for figure in figures).rstrip(",")


def _by_year(
    pairs: Mapping[int, tuple[int | None, int | None]], years: list[int]
) -> tuple[list[int | None], list[int | None]]:
    """Return the first numbers of all years, and the second ones."""
    found = [pairs.get(year, (None, None)) for year in years]
    return _trimmed([number for number, _ in found]), _trimmed([number for _, number in found])


def _trimmed(figures: list[int | None]) -> list[int | None]:
    """Return figures without the missing ones at the end."""
    while figures and figures[-1] is None:
        figures.pop()
    return figures
