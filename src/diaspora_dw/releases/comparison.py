"""What a release changed: its figures held against those of another release of the same source.

Works for any fact whose model names its measure (`info["measure"]`); one that mixes units names the key they
depend on (`info["unit_key"]`), and its changes are ranked within each unit. Counts and the largest changes,
with names instead of keys, are what a run keeps on record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import Column, Table

from diaspora_dw.database import Connection
from diaspora_dw.loading.copy import RELEASE_COLUMN
from diaspora_dw.releases.release import Release
from diaspora_dw.schema import metadata

LARGEST = 10


@dataclass(frozen=True)
class Change:
    """A figure that differs between two releases."""

    of: dict[str, Any]
    """What the figure is of: names, ISO codes and the year, by the names that the views give them."""
    before: float | None
    after: float | None
    difference: float | None

    def described(self) -> str:
        """The change in a few words: "Tajikistan–Germany 2020: 32,157 → gone"."""
        names = "–".join(str(value) for key, value in self.of.items() if key.endswith("_name"))
        before = "nothing" if self.before is None else _shown(self.before)
        after = "gone" if self.after is None else _shown(self.after)
        return f"{names} {self.of['year']}: {before} → {after}"

    def as_json(self) -> dict[str, Any]:
        """The change as a JSON object."""
        return {**self.of, "before": self.before, "after": self.after, "difference": self.difference}


@dataclass(frozen=True)
class Revision:
    """Figures that a release added, removed and changed, and the largest of these changes."""

    before: Release
    between_editions: bool
    """Whether the releases are editions of their own, of which only the years in both are compared."""
    added: int
    removed: int
    changed: int
    largest: list[Change]

    def described(self) -> str:
        """The revision in a few words."""
        counts = f"{self.added:,} added, {self.removed:,} removed, {self.changed:,} changed"
        return f"against edition {self.before.edition}: {counts}" if self.between_editions else counts

    def as_json(self) -> dict[str, Any]:
        """The revision as a JSON object."""
        return {
            "previous_release_id": self.before.release_id,
            "previous_edition": self.before.edition,
            "between_editions": self.between_editions,
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "largest": [change.as_json() for change in self.largest],
        }


def compared_fact(connection: Connection, release_id: int) -> str | None:
    """The fact whose figures stand for a release when it is compared; None where it has none."""
    for name, table in metadata.tables.items():
        if "measure" in table.info:
            found = sql.SQL("select exists (select from {} where {} = %s)").format(
                sql.Identifier(*name.split(".")), sql.Identifier(RELEASE_COLUMN)
            )
            if connection.execute(found, (release_id,)).fetchone() == (True,):
                return name
    return None


def compare(  # noqa: PLR0913 - what to compare, and what of it to show
    connection: Connection,
    table_name: str,
    before: Release,
    after_id: int,
    *,
    between_editions: bool = False,
    iso3_code: str | None = None,
    limit: int = LARGEST,
) -> Revision:
    """Hold two releases of a fact against each other by its measure, all of it or one country's part.

    A count that one side lacks counts as nobody; the difference of any other measure is None there. `limit`
    is at least 1.
    """
    query = _query(metadata.tables[table_name], between_editions, by_country=iso3_code is not None)
    parameters = {"before": before.release_id, "after": after_id, "iso3_code": iso3_code, "limit": limit}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, parameters).fetchall()
    counts = {name: rows[0][name] if rows else 0 for name in ("added", "removed", "changed")}
    measures = ("before", "after", "difference")
    largest = [
        Change(
            {name: value for name, value in row.items() if name not in counts and name not in measures},
            *(row[name] for name in measures),
        )
        for row in rows
    ]
    return Revision(before, between_editions, **counts, largest=largest)


_LABELS = {"dw.dim_country": ("iso3_code", "country_name"), "dw.dim_indicator": ("indicator_name",)}
"""The columns of a dimension that stand for its key where people read."""

_QUERY = sql.SQL("""
    with compared as (
        select {keys}, before.{measure} as before, after.{measure} as after
        from (select {keys}, {measure} from {fact} where {release} = %(before)s) as before
        full join (select {keys}, {measure} from {fact} where {release} = %(after)s) as after using ({keys})
        where before.{measure} is distinct from after.{measure} and {shared}
    ),

    ranked as (
        select
            {shown}, compared.before, compared.after, {difference} as difference,
            row_number() over (
                {partition}
                order by
                    {last}, abs(coalesce(compared.after, 0) - coalesce(compared.before, 0)) desc, {compared_keys}
            ) as place,
            count(*) filter (where compared.before is null) over () as added,
            count(*) filter (where compared.after is null) over () as removed,
            count(compared.after - compared.before) over () as changed
        from compared
        {joins}
        where {country}
    )

    select {names}, before, after, difference, added, removed, changed
    from ranked
    order by place, {names}
    limit %(limit)s
""")
_SHARED_YEARS = sql.SQL("""
    year in (
        select year from {fact} where {release} = %(before)s
        intersect
        select year from {fact} where {release} = %(after)s
    )
""")


def _query(table: Table, between_editions: bool, *, by_country: bool) -> sql.Composed:
    keys = [column for column in table.primary_key if column.name != RELEASE_COLUMN]
    parts: dict[str, sql.Composable] = {
        "keys": _listed(sql.Identifier(key.name) for key in keys),
        "compared_keys": _listed(sql.Identifier("compared", key.name) for key in keys),
        "measure": sql.Identifier(table.info["measure"]),
        "fact": sql.Identifier(*table.fullname.split(".")),
        "release": sql.Identifier(RELEASE_COLUMN),
    }
    shown: dict[str, sql.Composable] = {}
    joins: list[sql.Composable] = []
    countries: list[sql.Composable] = []
    for key in keys:
        dimension = _dimension(key)
        if dimension is None:
            shown[key.name] = sql.Identifier("compared", key.name)
            continue
        alias = f"of_{key.name}"
        joins.append(
            sql.SQL("inner join {} as {} on {} = {}").format(
                sql.Identifier(*dimension.table.fullname.split(".")),
                sql.Identifier(alias),
                sql.Identifier("compared", key.name),
                sql.Identifier(alias, dimension.name),
            )
        )
        for label in _LABELS[dimension.table.fullname]:
            shown[_as_in_views(key.name, label)] = sql.Identifier(alias, label)
        if dimension.table.fullname == "dw.dim_country":
            countries.append(sql.SQL("{} = %(iso3_code)s").format(sql.Identifier(alias, "iso3_code")))
    unit = table.info.get("unit_key")
    counted = sql.SQL("coalesce(compared.after, 0) - coalesce(compared.before, 0)")
    return _QUERY.format(
        **parts,
        shown=_listed(
            sql.SQL("{} as {}").format(value, sql.Identifier(name)) for name, value in shown.items()
        ),
        names=_listed(map(sql.Identifier, shown)),
        joins=sql.SQL(" ").join(joins),
        country=sql.SQL("({})").format(sql.SQL(" or ").join(countries)) if by_country else sql.SQL("true"),
        difference=sql.SQL("compared.after - compared.before") if unit else counted,
        partition=sql.SQL("partition by {}").format(sql.Identifier("compared", unit))
        if unit
        else sql.SQL(""),
        # A new figure is no revision, but it would be the largest change of any measure that is no count.
        last=sql.SQL("compared.before is null" if unit else "true"),
        shared=_SHARED_YEARS.format(**parts) if between_editions else sql.SQL("true"),
    )


def _dimension(key: Column[Any]) -> Column[Any] | None:
    """The key of the dimension that a key points to, where that has names for it."""
    pointed_to = [foreign.column for foreign in key.foreign_keys]
    return next((column for column in pointed_to if column.table.fullname in _LABELS), None)


def _as_in_views(key: str, label: str) -> str:
    """The name that the views give a label: `origin_id` has `origin_iso3_code` and `origin_name`."""
    role = key.removesuffix("_id")
    return label if role in ("country", key) else f"{role}_{label.removeprefix('country_')}"


def _shown(value: float) -> str:
    """A figure for people: to the unit where it is large, to four digits where it is small."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(parts)
