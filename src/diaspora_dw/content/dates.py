"""Dates as mappings print them: a year, a month, a day, a span of these, or not known.

The notation is the part of the Extended Date/Time Format (ISO 8601-2) that such files need.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

EXPECTED = "a date like 2016, 2010-05 or 2010-05-29, a span like 2018/2021, or unknown"

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_PATTERN = f"^({_POINT.pattern}(/{_POINT.pattern})?|unknown)$"

Precision = Literal["day", "month", "year", "span", "unknown"]


@dataclass(frozen=True)
class PartialDate:
    """A date known to some precision: the first and the last day it can mean, and its text as written.

    Both days are None where nothing is known. Of a span they are its first and its last day.
    """

    text: str
    precision: Precision
    earliest: date | None
    latest: date | None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Parse a date. Raise `ValueError` with what is expected."""
        text = text.strip()
        if text == "unknown":
            return cls(text, "unknown", None, None)
        first, slash, last = text.partition("/")
        precision, earliest, latest = _point(first)
        if slash:
            _, opens_last, latest = _point(last)
            if opens_last < earliest:
                raise ValueError("a span whose end does not come before its start")
            precision = "span"
        return cls(text, precision, earliest, latest)

    @property
    def printed(self) -> str:
        """Return the text as a page prints it: spans with a dash, 2018–2021."""
        return self.text.replace("/", "–")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": _PATTERN}

    @classmethod
    def _validate(cls, value: Any) -> "PartialDate":
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise ValueError(EXPECTED)  # noqa: TRY004 - pydantic collects ValueErrors
        return cls.parse(value)


def _point(text: str) -> tuple[Precision, date, date]:
    """Return precision, first day and last day of a year, a month or a day."""
    match = _POINT.fullmatch(text.strip())
    if match is None:
        raise ValueError(EXPECTED)
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError(EXPECTED) from error
    if day:
        return "day", first, first
    if month:
        last_day = calendar.monthrange(first.year, first.month)[1]
        return "month", first, first.replace(day=last_day)
    return "year", first, first.replace(month=12, day=31)
