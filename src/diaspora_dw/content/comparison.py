"""The changes between two editions of a country's content. Entries are compared by key, not by position."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.part import Entry
from diaspora_dw.content.shape import shape_of


@dataclass(frozen=True)
class Change:
    """One difference.

    `entry` is the way down to the entry (`policies/nds-2030/actions/data`; `edition` for the metadata);
    `field` is None where a whole entry came or went. `before` and `after` are plain values as in JSON.
    """

    kind: Literal["added", "removed", "changed"]
    entry: str
    field: str | None
    before: Any
    after: Any


def compare_content(before: CountryContent, after: CountryContent) -> list[Change]:
    """Return every difference between two editions, section by section. The order of entries does not count."""
    return list(_compare_parts(before, after, ""))


def _compare_parts(before: BaseModel, after: BaseModel, path: str) -> Iterator[Change]:
    then, now = before.model_dump(mode="json"), after.model_dump(mode="json")
    for name, field in type(before).model_fields.items():
        shape = shape_of(field)
        inside = f"{path}/{name}" if path else name
        old, new = getattr(before, name), getattr(after, name)
        if shape.entry is not None:
            yield from _compare_entries(old, new, inside)
        elif not path and isinstance(old, BaseModel):
            yield from _compare_parts(old, new, inside)
        elif then[name] != now[name]:
            yield Change("changed", path, name, then[name], now[name])


def _compare_entries(before: tuple[Entry, ...], after: tuple[Entry, ...], path: str) -> Iterator[Change]:
    then, now = {entry.key: entry for entry in before}, {entry.key: entry for entry in after}
    for key in [*then, *(key for key in now if key not in then)]:
        inside = f"{path}/{key}"
        if key not in now:
            yield Change("removed", inside, None, then[key].model_dump(mode="json"), None)
        elif key not in then:
            yield Change("added", inside, None, None, now[key].model_dump(mode="json"))
        else:
            yield from _compare_parts(then[key], now[key], inside)
