"""What a release changed: its rows held against those of the release whose place it took."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import Table

from diaspora_dw.database import Connection
from diaspora_dw.loading.copy import RELEASE_COLUMN
from diaspora_dw.schema import metadata

LARGEST = 10


@dataclass(frozen=True)
class Revision:
    """Rows that a release added, removed and changed, and the largest differences among them."""

    before: int
    after: int
    added: int
    removed: int
    changed: int
    largest: list[dict[str, Any]]

    def described(self) -> str:
        """The revision in a few words."""
        return f"{self.added:,} added, {self.removed:,} removed, {self.changed:,} changed"

    def as_json(self) -> dict[str, Any]:
        """The revision as a JSON object."""
        return {
            "previous_release_id": self.before,
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "largest": self.largest,
        }


def compare(connection: Connection, table_name: str, before: int, after: int) -> Revision:
    """Hold two releases of a fact against each other by its measure (`info["measure"]` of the model)."""
    table = metadata.tables[table_name]
    with connection.cursor(row_factory=dict_row) as cursor:
        releases = {"before": before, "after": after}
        counts = cursor.execute(_joined(table, _COUNTS), releases).fetchone()
        assert counts is not None  # noqa: S101 - an aggregate always gives a row
        largest = cursor.execute(_joined(table, _LARGEST), releases).fetchall()
    return Revision(before, after, counts["added"], counts["removed"], counts["changed"], largest)


_COUNTS = sql.SQL("""
    count(*) filter (where before.{release} is null) as added,
    count(*) filter (where after.{release} is null) as removed,
    count(*) filter (
        where before.{release} is not null and after.{release} is not null
        and before.{measure} is distinct from after.{measure}
    ) as changed
""")
_LARGEST = sql.SQL("""
    {keys}, before.{measure} as before, after.{measure} as after,
    coalesce(after.{measure}, 0) - coalesce(before.{measure}, 0) as difference
""")


def _joined(table: Table, selected: sql.SQL) -> sql.Composed:
    keys = sql.SQL(", ").join(
        sql.Identifier(column.name) for column in table.primary_key if column.name != RELEASE_COLUMN
    )
    names = {
        "keys": keys,
        "release": sql.Identifier(RELEASE_COLUMN),
        "measure": sql.Identifier(table.info["measure"]),
        "fact": sql.Identifier(*table.fullname.split(".")),
    }
    ending = (
        sql.SQL("""
            where before.{measure} is distinct from after.{measure}
            order by abs(coalesce(after.{measure}, 0) - coalesce(before.{measure}, 0)) desc, {keys} limit {limit}
        """).format(**names, limit=sql.Literal(LARGEST))
        if selected is _LARGEST
        else sql.SQL("")
    )
    return sql.SQL("""
        select {selected}
        from (select * from {fact} where {release} = %(before)s) as before
        full join (select * from {fact} where {release} = %(after)s) as after using ({keys})
        {ending}
    """).format(**names, selected=selected.format(**names), ending=ending)
