"""The mistakes in a file and where they are: one line for a reader from each error of the validation."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from diaspora_dw.content.marks import did_you_mean
from diaspora_dw.content.shape import shape_of

Location = tuple[str | int, ...]
"""The way to a part of a file: names of fields and positions in lists."""

_EXPECTED = {
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "greater_than_equal": "a number that is at least {ge}",
    "less_than_equal": "a number that is at most {le}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "model_type": "a mapping of fields",
    "too_short": "a list with at least {min_length} items",
}


@dataclass(frozen=True)
class Problem:
    """A mistake, or something worth a look. Its text is `file:line: what; expected …`."""

    path: Path
    line: int
    what: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; expected {self.expected}"


def describe_location(location: Location, data: Any) -> str:
    """Return a location in words: `policies[nds-2030].start`, entries by their keys where they have one."""
    words = ""
    for step in location:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            key = data.get("key") if isinstance(data, dict) else None
            words += f"[{escape_unprintable(key) if isinstance(key, str) else step + 1}]"
        else:
            data = data.get(step) if isinstance(data, dict) else None
            words += f".{escape_unprintable(step)}" if words else escape_unprintable(step)
    return words or "the file"


def escape_unprintable(text: str) -> str:
    """Return a name from a file in a form that any terminal can show: escaped if need be."""
    return text if text.isprintable() else repr(text)


def explain(detail: ErrorDetails, model: type[BaseModel], data: Any) -> tuple[str, str]:
    """Return what a validation of `data` found, and what it expected."""
    kind, location, context = detail["type"], detail["loc"], detail.get("ctx", {})
    place = describe_location(location, data)
    fields = model.model_fields
    for step in location[:-1]:
        if isinstance(step, str):
            around = shape_of(fields[step]).model if step in fields else None
            fields = around.model_fields if around else {}
    name = str(location[-1]) if location else ""
    if kind == "missing":
        return f"{place} is missing", shape_of(fields[name]).description if name in fields else "a value"
    if kind == "extra_forbidden":
        hint = did_you_mean(name, frozenset(fields))
        return f"{place}: there is no such field", f"one of {', '.join(fields)}{hint}"
    if kind == "string_pattern_mismatch":
        expected = "small letters and digits in words joined by hyphens, like state-concept-2010"
    elif kind == "value_error":
        expected = str(context["error"])
    else:
        expected = _EXPECTED.get(kind, detail["msg"]).format(**context)
    return f"{place}: found {_found(detail['input'])}", expected


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return repr(value if len(value) <= 80 else value[:77] + "...")
    return "a list" if isinstance(value, list) else "a mapping"
