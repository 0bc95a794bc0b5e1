"""Traces a figure from the warehouse to the place in a published file that it was read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import BigInteger, Double

from diaspora_dw import composing
from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.inspecting.rebuilding import snapshot_of
from diaspora_dw.releases.release import Release, current, find_release, read_releases
from diaspora_dw.schema import metadata
from diaspora_dw.source import Place, choose_sources


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


def figure_of(connection: Connection, place: str, other: str, year: int) -> Figure:
    """Return the figure that a reader means: of an origin in a destination, or of a country's indicator.

    Countries are ISO 3166-1 alpha-3 codes, or country_id for those that have none. Raises `UsageError` for an unknown
    country or indicator.
    """
    country_id, country_name = _country(connection, place)
    indicator = connection.execute(
        "select indicator_name from dw.dim_indicator where indicator_code = %s", (other,)
    ).fetchone()
    key: dict[str, int | str]
    if indicator is not None:
        key = {"country_id": country_id, "indicator_code": other, "year": year}
        return Figure("dw.fact_indicator", key, f"{country_name}, {indicator[0]}, {year}")
    destination_id, destination_name = _country(connection, other)
    key = {"origin_id": country_id, "destination_id": destination_id, "year": year}
    return Figure("dw.fact_migrant_stock", key, f"{country_name} to {destination_name}, {year}")


def trace(connection: Connection, store: SnapshotStore, figure: Figure, edition: str | None) -> Trace:
    """Trace a figure of an edition; by default of the current release, or of the newest that has it.

    Raises `UsageError` if no release has it, and what reading a snapshot raises.
    """
    with_figure = sql.SQL("release_id in (select release_id from {} where {})").format(
        composing.table(figure.fact), figure.condition
    )
    releases = read_releases(connection, with_figure)
    if not releases:
        raise UsageError(
            f"no release has {figure.name}", advice="See the years and corridors there are: mart.corridor."
        )
    release = current(releases) or releases[0]
    if edition:
        try:
            release = find_release(releases, edition)
        except UsageError as error:
            raise UsageError(f"{edition} has no figure of {figure.name}", advice=error.advice) from error
    source = choose_sources([release.source_code])[0]
    snapshot = snapshot_of(store, release)
    places = source.locate(snapshot, store, figure.key)
    return Trace(figure, release, _values(connection, figure, release), snapshot, places)


def _country(connection: Connection, code: str) -> tuple[int, str]:
    row = connection.execute(
        "select country_id, country_name from dw.dim_country where iso3_code = %s or country_id::text = %s",
        (code.upper(), code),
    ).fetchone()
    if row is None:
        raise UsageError(
            f"{code} is neither a country nor an indicator",
            advice="Use ISO 3166-1 alpha-3 codes, as in TJK DEU 2020, or an indicator: TJK SP.POP.TOTL 2023.",
        )
    return row[0], row[1]


def _values(connection: Connection, figure: Figure, release: Release) -> dict[str, float | None]:
    measures = [
        column.name
        for column in metadata.tables[figure.fact].columns
        if not column.primary_key and isinstance(column.type, BigInteger | Double)
    ]
    query = sql.SQL("select {} from {} where release_id = {} and {}").format(
        composing.columns(measures), composing.table(figure.fact), release.release_id, figure.condition
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()[0]
