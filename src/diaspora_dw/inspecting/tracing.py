"""Follows a figure from the warehouse back to the place in a published file that it was read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import BigInteger, Double

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.inspecting.rebuilding import snapshot_of
from diaspora_dw.releases.release import Release, current, named, releases
from diaspora_dw.schema import metadata
from diaspora_dw.source import Place, choose_sources

STOCK, INDICATOR = "dw.fact_migrant_stock", "dw.fact_indicator"

Key = Mapping[str, int | str]


@dataclass(frozen=True)
class Figure:
    """What is to be traced: a row of a fact by its key but for the release, and what people call it."""

    fact: str
    key: Key
    name: str


@dataclass(frozen=True)
class Trace:
    """A figure, the release that it belongs to, and where it stands in the bytes that this was made from."""

    figure: Figure
    release: Release
    values: Mapping[str, float | None]
    """The measures of the row in the warehouse."""
    snapshot: Snapshot
    places: Sequence[Place]

    @property
    def agrees(self) -> bool:
        """Whether what stands in the published file is what the warehouse says, wherever both could be read."""
        return all(place.value == self.values[place.measure] for place in self.places)


def figure_of(connection: Connection, place: str, other: str, year: int) -> Figure:
    """The figure that a reader means: of an origin in a destination, or of a country's indicator.

    Countries are ISO 3166-1 alpha-3 codes, or country_id for those that have none. Raises `UsageError` where
    there is no such country, nor such an indicator.
    """
    country_id, country_name = _country(connection, place)
    indicator = connection.execute(
        "select indicator_name from dw.dim_indicator where indicator_code = %s", (other,)
    ).fetchone()
    if indicator is not None:
        key: Key = {"country_id": country_id, "indicator_code": other, "year": year}
        return Figure(INDICATOR, key, f"{country_name}, {indicator[0]}, {year}")
    destination_id, destination_name = _country(connection, other)
    key = {"origin_id": country_id, "destination_id": destination_id, "year": year}
    return Figure(STOCK, key, f"{country_name} to {destination_name}, {year}")


def trace(connection: Connection, store: SnapshotStore, figure: Figure, edition: str | None) -> Trace:
    """Trace a figure of an edition, or of the release that the views read, else of the newest that has it.

    Raises `UsageError` where no release has it, and what reading a snapshot raises.
    """
    holding = _releases_with(connection, figure)
    if not holding:
        raise UsageError(
            f"no release has {figure.name}", advice="See which years and corridors there are: mart.corridor."
        )
    release = _of_edition(holding, edition, figure) if edition else current(holding) or holding[0]
    source = choose_sources([release.source_code])[0]
    snapshot = snapshot_of(store, release)
    return Trace(
        figure,
        release,
        _measures(connection, figure, release),
        snapshot,
        source.locate(snapshot, store, figure.key),
    )


def _of_edition(holding: list[Release], edition: str, figure: Figure) -> Release:
    try:
        return named(holding, edition)
    except UsageError as fault:
        raise UsageError(f"{edition} has no figure of {figure.name}", advice=fault.advice) from fault


def _country(connection: Connection, code: str) -> tuple[int, str]:
    row = connection.execute(
        "select country_id, country_name from dw.dim_country where iso3_code = %s or country_id::text = %s",
        (code.upper(), code),
    ).fetchone()
    if row is None:
        raise UsageError(
            f"{code} is neither a country nor an indicator",
            advice="Give ISO 3166-1 alpha-3 codes, as TJK DEU 2020, or an indicator: TJK SP.POP.TOTL 2023.",
        )
    return row[0], row[1]


def _measures(connection: Connection, figure: Figure, release: Release) -> dict[str, float | None]:
    """The figures of a fact's row, by column."""
    columns = [
        column.name
        for column in metadata.tables[figure.fact].columns
        if not column.primary_key and isinstance(column.type, BigInteger | Double)
    ]
    row = connection.execute(
        sql.SQL("select {} from {} where release_id = %s and {}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(*figure.fact.split(".")),
            sql.SQL(" and ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in figure.key),
        ),
        (release.release_id, *figure.key.values()),
    ).fetchone()
    assert row is not None  # noqa: S101 - the release is one of those that have the row
    return dict(zip(columns, row, strict=True))


def _releases_with(connection: Connection, figure: Figure) -> list[Release]:
    """The releases that have the figure, newest first."""
    found = connection.execute(
        sql.SQL(
            "select r.source_code, r.subject, f.release_id from {} as f "
            "inner join dw.source_release as r on f.release_id = r.release_id where {}"
        ).format(
            sql.Identifier(*figure.fact.split(".")),
            sql.SQL(" and ").join(sql.SQL("f.{} = %s").format(sql.Identifier(name)) for name in figure.key),
        ),
        tuple(figure.key.values()),
    ).fetchall()
    ids = {release_id for _, _, release_id in found}
    return [
        release
        for source, subject in sorted({(source, subject) for source, subject, _ in found})
        for release in releases(connection, source, subject)
        if release.release_id in ids
    ]
