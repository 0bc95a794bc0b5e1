"""Marks on the model's fields: what a value may be, and where it is stored.

A `Mark` checks its values wherever the validation knows which codes and keys there are (`Known`, its context).
Without that context, as for entries built by a program, every value passes. The other marks are for the storage.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Known:
    """The context of a validation: the codes of each vocabulary and the keys of each section."""

    codes: Mapping[str, AbstractSet[str]]
    keys: Mapping[str, AbstractSet[str]]


@dataclass(frozen=True)
class Mark:
    """The base of marks that validate: `name` is the vocabulary or the section to look in."""

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the value after its type."""
        return core_schema.with_info_after_validator_function(self._validate, handler(source))

    def _validate(self, value: str, info: ValidationInfo) -> str:
        if isinstance(info.context, Known):
            self._check(value, info.context)
        return value

    def _check(self, value: str, known: Known) -> None:
        """Raise `ValueError` with what is expected if the value is not known."""


@dataclass(frozen=True)
class CodeOf(Mark):
    """The value is a code of the vocabulary `name`."""

    def _check(self, value: str, known: Known) -> None:
        codes = known.codes[self.name]
        if value not in codes:
            raise ValueError(f"a code of {self.name}: {', '.join(sorted(codes))}{did_you_mean(value, codes)}")


@dataclass(frozen=True)
class KeyOf(Mark):
    """The value is the key of an entry of the section `name`."""

    def _check(self, value: str, known: Known) -> None:
        keys = known.keys.get(self.name, frozenset())
        if value not in keys:
            raise ValueError(f"the key of an entry of `{self.name}`{did_you_mean(value, keys)}")


@dataclass(frozen=True)
class TagOf(Mark):
    """The value is a code of the vocabulary `name`, or a free tag, which is only worth a warning."""


@dataclass(frozen=True)
class CodeOfCountry:
    """The value is the ISO3 code of a country; its table has the country's key instead."""


@dataclass(frozen=True)
class OwnWords:
    """The text is written for this project, not copied from the source."""


@dataclass(frozen=True)
class Unit:
    """The number is a measure in the unit `name`."""

    name: str


@dataclass(frozen=True)
class Column:
    """The field is stored in the column `name`, where that does not follow from the field's own name."""

    name: str


@dataclass(frozen=True)
class NotStored:
    """The value has no column: the release it belongs to carries it."""


@dataclass(frozen=True)
class RowEach:
    """The entry has one row for each value, which is stored in `column` as a part of the row's key."""

    column: str


@dataclass(frozen=True)
class Bridge:
    """Each value is a row of the table `table`, keyed by the entry it belongs to and by the value.

    `owner` names the columns for the entry: its own key, or `section` and `entry_key` where entries of several
    sections share the table. `within` is the key of an entry inside the owner, empty for the owner as a whole.
    `column` holds the value, unless the values are models, which have columns of their own. `flag` is one more
    column with the same value for all rows of the field. `meaning` describes the table.
    """

    table: str
    meaning: str
    owner: tuple[str, ...]
    column: str = ""
    within: str | None = None
    is_ordered: bool = True
    flag: tuple[str, bool] | None = None


def did_you_mean(found: str, known: AbstractSet[str]) -> str:
    """Return ` (did you mean …?)` if something known is close to what was found, else nothing."""
    close = get_close_matches(found, sorted(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
