"""The maps of rights: which class each country is in, and what a class is called and looks like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import LiteralString

from diaspora_dw.database import Connection
from diaspora_dw.rendering import wording
from diaspora_dw.site.listings import TABLES
from diaspora_dw.site.reading import Record, rows

DUAL_CITIZENSHIP: LiteralString = """
    select
        iso3_code,
        case
            when accepted_naturalising_abroad and accepted_naturalising_here then 'yes'
            when accepted_naturalising_abroad then 'abroad'
            when accepted_naturalising_here then 'partly'
            else 'no'
        end as look,
        acceptance as words,
        'globalcit' as source,
        year || '-01-01' as as_of_text,
        null as note
    from mart.dual_citizenship
    where year = (select max(year) from mart.dual_citizenship)
    order by iso3_code
"""
RIGHTS: LiteralString = """
    select
        r.right_kind,
        k.right_name,
        k.definition,
        r.iso3_code,
        case r.status
            when 'granted' then 'yes' when 'conditional' then 'partly' when 'denied' then 'no' else 'unclear'
        end as look,
        r.status_label as words,
        r.source,
        r.as_of_text,
        concat_ws(' ', r.conditions, r.note) as note
    from mart.political_right as r
    inner join dw.dim_right as k using (right_kind)
    where r.right_kind <> 'dual_citizenship'
    order by k.position, r.iso3_code
"""
LOOKS = ("yes", "abroad", "partly", "no", "unclear")
"""What areas of a class look like on the map, in the order of the legend; `site/src/pages/map.js` has the fills."""


@dataclass(frozen=True)
class Category:
    """A map of classes: its countries are in the classes that their rows name. `table` is the address of the table."""

    code: str
    name: str
    meaning: str
    table: Sequence[str]
    rows: Sequence[Record]

    @property
    def year(self) -> int:
        """Return the year of the newest row."""
        return int(self.as_of[:4])

    @property
    def as_of(self) -> str:
        """Return the date of the newest row; empty if none has one, as with mappings that give no date."""
        return max((row["as_of_text"] for row in self.rows if _is_dated(row)), default="")

    @property
    def classes(self) -> dict[str, str]:
        """Return the words of each look that is there, in the order of the legend."""
        words = {row["look"]: row["words"] for row in self.rows}
        return {look: words[look] for look in LOOKS if look in words}

    def description(self) -> dict[str, object]:
        """Return what the map shows, without its countries."""
        newest = wording.printed_date(self.as_of)
        absence = next(table.absence for table in TABLES if table.name == self.table[0])
        return {
            "code": self.code,
            "name": self.name,
            "description": f"{self.meaning} As of {newest}. {absence}",
            "sources": sorted({row["source"] for row in self.rows}),
            "years": [self.year],
            "classes": [[words, look] for look, words in self.classes.items()],
            "table": self.table,
        }

    def figures(self) -> dict[str, object]:
        """Return the class of each country by its place, and the notes, in the form of a measure with one year."""
        places = list(self.classes)
        return {
            "values": {row["iso3_code"]: [places.index(row["look"])] for row in self.rows},
            "notes": {row["iso3_code"]: {row["note"]: [self.year]} for row in self.rows if row["note"]},
        }


def read_categories(connection: Connection) -> Iterator[Category]:
    """Yield the maps of dual citizenship and of each right that some country is known to grant or deny.

    What only mappings without a date have is in the tables alone: a map says of which year it is.
    """
    return (category for category in _categories(connection) if category.as_of)


def _categories(connection: Connection) -> Iterator[Category]:
    citizenship = next(table for table in TABLES if table.name == "dual-citizenship")
    if found := rows(connection, DUAL_CITIZENSHIP):
        yield Category(
            citizenship.name, citizenship.title, citizenship.introduction, (citizenship.name,), found
        )
    for (kind, name, meaning), group in groupby(
        rows(connection, RIGHTS), itemgetter("right_kind", "right_name", "definition")
    ):
        yield Category(kind.replace("_", "-"), name, meaning, ("right", f"kind={kind}"), list(group))


def _is_dated(row: Record) -> bool:
    return row["as_of_text"] is not None and row["as_of_text"] != wording.UNKNOWN
