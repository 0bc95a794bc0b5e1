"""Which columns of the published views name a row of another view: views have no foreign keys that say so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SINGLE_KEYS = {
    "iso3_code": "country",
    "group_code": "country_group",
    "year_date": "calendar",
    "release_id": "source_status",
}
"""The views that columns with these endings point to. Other views by country and year stand beside each other."""

ENTRY_KEYS = {"approved_by_key": "citation", "law_key": "policy"}
"""Keys of entries in curated content that have another name than in the view they point to."""

WORLD = "WORLD"
"""A `group_code` that names no group: the whole world."""


@dataclass(frozen=True)
class Reference:
    """Columns of a view that name one row of another view, by its key. Many rows may name the same one."""

    columns: tuple[str, ...]
    view: str
    key: tuple[str, ...]


def references(
    view: str, columns: Iterable[str], grains: Mapping[str, tuple[str, ...]]
) -> Iterator[Reference]:
    """Yield what the columns of a view refer to, given the grain of every view."""
    by_entry = {grain[1]: name for name, grain in grains.items() if _identifies_entry(grain)}
    for column in columns:
        if column.endswith("_key"):
            entry = view if column == "parent_key" else ENTRY_KEYS.get(column) or by_entry.get(column)
            if entry is not None and (entry != view or column == "parent_key"):
                yield Reference(("iso3_code", column), entry, grains[entry])
            continue
        for ending, single in SINGLE_KEYS.items():
            if column.endswith(ending) and single != view:
                yield Reference((column,), single, grains[single])


def _identifies_entry(grain: tuple[str, ...]) -> bool:
    return len(grain) == 2 and grain[0] == "iso3_code" and grain[1].endswith("_key")
