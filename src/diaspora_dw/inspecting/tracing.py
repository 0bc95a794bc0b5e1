"""Traces a figure from the warehouse to the place in a published file that it was read from."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import Double, Integer

from diaspora_dw import composing
from diaspora_dw.countries import find_country
from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.inspecting.rebuilding import snapshot_of
from diaspora_dw.releases.release import Release, current, find_release, read_releases
from diaspora_dw.schema import metadata
from diaspora_dw.source import Place, choose_sources, registered_sources


@dataclass(frozen=True)
class Figure:
    """A figure to trace: a row of a fact by its key without the release, and its name for people."""

    fact: str
    key: Mapping[str, int | str]
    name: str

    @property
    def condition(self) -> sql.Composed:
        """The condition for its rows, one of each release that has it."""
        parts = (sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in self.key.items())
        return sql.SQL(" and ").join(parts)


@dataclass(frozen=True)
class Trace:
    """A figure, the release it belongs to, and where it is in the bytes that the release was made from."""

    figure: Figure
    release: Release
    values: Mapping[str, float | None]
    """The measures of the row in the warehouse."""
    snapshot: Snapshot
    places: Sequence[Place]

    @property
    def agrees(self) -> bool:
        """Whether the published file has the figures of the warehouse, as far as it could be read."""
        return all(place.value == self.values[place.measure] for place in self.places)


def figure_of(
    connection: Connection, place: str, other: str, year: int, *, remittances: bool = False
) -> Figure:
    """Return the figure that a reader means: of an origin in a destination, or of a country alone.

    Of an origin in a destination there are migrants, or the remittances that they send home. Countries are codes or
    names. `other` is a country or, without `remittances`, the code of an indicator or of a mode of citizenship law, or
    what a fact counts of a country, such as "immigrants".
    Raises `UsageError` with suggestions for an unknown one.
    """
    country = find_country(connection, place)
    key: dict[str, int | str]
    if remittances:
        sender = find_country(connection, other)
        key = {"origin_id": country.country_id, "destination_id": sender.country_id, "year": year}
        name = f"{country.country_name}, remittances from {sender.country_name}, {year}"
        return Figure("dw.fact_bilateral_remittance", key, name)
    indicators: dict[str, str] = dict(
        connection.execute("select indicator_code, indicator_name from dw.dim_indicator").fetchall()
    )
    key = {"country_id": country.country_id, "year": year}
    if fact := _counts_of_countries().get(other.lower()):
        return Figure(fact, key, f"{country.country_name}, {other.lower()}, {year}")
    if (code := other.upper()) in indicators:
        key["indicator_code"] = code
        return Figure("dw.fact_indicator", key, f"{country.country_name}, {indicators[code]}, {year}")
    modes = connection.execute("select mode_code, mode_name from dw.dim_citizenship_category").fetchall()
    for mode, mode_name in modes:
        if mode.upper() == code:
            key["mode_code"] = mode
            return Figure("dw.fact_citizenship_law", key, f"{country.country_name}, {mode_name}, {year}")
    if other.lower() == "emigrants":
        largest = connection.execute(
            "select destination_iso3_code, year from mart.top_destination where origin_iso3_code = %s and rank = 1 "
            "order by abs(year - %s), year desc limit 1",
            (country.iso3_code, year),
        ).fetchone()
        destination_code, year = largest or ("DESTINATION", year)
        raise UsageError(
            "the warehouse adds up all emigrants of a country from its corridors",
            advice=f"Trace one of them, for example: diaspora-dw trace {country.iso3_code} {destination_code} {year}",
        )
    try:
        destination = find_country(connection, other)
    except UsageError as error:
        raise UsageError(
            f"{other} is not an indicator, {' or '.join(_counts_of_countries())}, and {error.message}",
            advice=_suggest_indicators(code, indicators) or error.advice,
        ) from error
    key = {"origin_id": country.country_id, "destination_id": destination.country_id, "year": year}
    name = f"{country.country_name} to {destination.country_name}, {year}"
    return Figure("dw.fact_migrant_stock", key, name)


def trace(connection: Connection, store: SnapshotStore, figure: Figure, edition: str | None) -> Trace:
    """Trace a figure of an edition; by default of the current release, or of the newest that has it.

    Raises `UsageError` if no release has it, and what reading a snapshot raises.
    """
    with_figure = sql.SQL("release_id in (select release_id from {} where {})").format(
        composing.table(figure.fact), figure.condition
    )
    releases = read_releases(connection, with_figure)
    if not releases:
        raise UsageError(f"no release has {figure.name}", advice=_suggest_years(connection, figure))
    release = current(releases) or releases[0]
    if edition:
        try:
            release = find_release(releases, edition)
        except UsageError as error:
            raise UsageError(f"{edition} has no figure of {figure.name}", advice=error.advice) from error
    source = choose_sources([release.source_code])[0]
    snapshot = snapshot_of(store, release)
    values = _values(connection, figure, release)
    places = [place for place in source.locate(snapshot, store, figure.key) if place.measure in values]
    return Trace(figure, release, values, snapshot, places)


def _counts_of_countries() -> dict[str, str]:
    """Return the facts with one row for a country, year and release, by their first measure."""
    registered_sources()  # declares their tables
    return {
        next(column.name for column in table.columns if not column.primary_key): name
        for name, table in metadata.tables.items()
        if name.startswith("dw.fact_")
        and {column.name for column in table.primary_key} == {"country_id", "year", "release_id"}
        and not table.info.get("derived")
    }


def _suggest_indicators(words: str, indicators: Mapping[str, str]) -> str:
    """Return the indicators whose code or name is like the words, as advice; nothing if none is."""
    begun = [code for code, name in indicators.items() if words in code or words in name.upper()]
    alike = (
        code
        for code, name in indicators.items()
        if difflib.get_close_matches(words, [code, *name.upper().replace(",", "").split()], cutoff=0.8)
    )
    found = begun or list(alike)
    return f"Did you mean {' or '.join(f'{code} ({indicators[code]})' for code in found)}?" if found else ""


def _suggest_years(connection: Connection, figure: Figure) -> str:
    """Return the years that editions have of a figure, as advice."""
    any_year = replace(figure, key={name: value for name, value in figure.key.items() if name != "year"})
    query = sql.SQL(
        "select array_agg(distinct f.year) as years, r.edition from {} as f inner join dw.source_release as r "
        "on f.release_id = r.release_id where {} group by r.edition order by r.edition"
    ).format(composing.table(figure.fact), any_year.condition)
    editions: dict[tuple[int, ...], list[str]] = {}
    for years, edition in connection.execute(query):
        editions.setdefault(tuple(years), []).append(edition)
    found = [
        f"{'Editions' if names[1:] else 'Edition'} {', '.join(names)} {'have' if names[1:] else 'has'} {_spans(years)}."
        for years, names in editions.items()
    ]
    return " ".join(found) or "There are no figures of any year."


def _spans(years: Sequence[int]) -> str:
    """Return years in order as text, those that follow each other as a span."""
    spans = []
    for _, span in groupby(enumerate(years), key=lambda numbered: numbered[1] - numbered[0]):
        first, *rest = (year for _, year in span)
        spans.append(f"{first}–{rest[-1]}" if rest else f"{first}")
    return ", ".join(spans)


def _values(connection: Connection, figure: Figure, release: Release) -> dict[str, float | None]:
    measures = [
        column.name
        for column in metadata.tables[figure.fact].columns
        if not column.primary_key and isinstance(column.type, Integer | Double)
    ]
    query = sql.SQL("select {} from {} where release_id = {} and {}").format(
        composing.columns(measures), composing.table(figure.fact), release.release_id, figure.condition
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()[0]
