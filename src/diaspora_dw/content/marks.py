"""Marks on the model's fields: this text is a code of a vocabulary, that one the key of another entry.

A mark checks its values wherever validation is told which codes and keys there are (`Known`, as the context);
without that, as for entries built by a program, it lets them pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Known:
    """The context of a validation: the codes of each vocabulary and the keys of each section."""

    codes: Mapping[str, frozenset[str]]
    keys: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Mark:
    """What all marks share: where they look, and how pydantic is told."""

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type itself has been checked."""
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, value: str, info: ValidationInfo) -> str:
        if isinstance(info.context, Known):
            self.check(value, info.context)
        return value

    def check(self, value: str, known: Known) -> None:
        """Raise `ValueError` saying what is expected where a value is not among what is known."""


@dataclass(frozen=True)
class CodeOf(Mark):
    """The value is a code of the vocabulary `name`."""

    def check(self, value: str, known: Known) -> None:
        """Refuse a code that the vocabulary lacks."""
        codes = known.codes[self.name]
        if value not in codes:
            raise ValueError(f"a code of {self.name}: {', '.join(sorted(codes))}{did_you_mean(value, codes)}")


@dataclass(frozen=True)
class KeyOf(Mark):
    """The value is the key of an entry of the section `name`."""

    def check(self, value: str, known: Known) -> None:
        """Refuse a key that no entry has."""
        keys = known.keys.get(self.name, frozenset())
        if value not in keys:
            raise ValueError(f"the key of an entry of `{self.name}`{did_you_mean(value, keys)}")


@dataclass(frozen=True)
class TagOf(Mark):
    """The value is a code of the vocabulary `name`, or a tag that it lacks: worth a warning only."""


@dataclass(frozen=True)
class Column:
    """The field is stored in the column `name`, where that is not the name of the field."""

    name: str


def did_you_mean(found: str, known: frozenset[str]) -> str:
    """` (did you mean …?)` where something known is close to what was found, else nothing."""
    close = get_close_matches(found, sorted(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
