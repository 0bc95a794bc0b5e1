"""Reads the files of `sql/`: the object that each defines, and what its header says about it.

A header is the comment that a file opens with. A line `-- key: text` in it is for programs; its text goes on in
lines that are indented. All other lines are prose for people.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

from diaspora_dw.resources import SQL_FOLDER

_FIELD = re.compile(
    r"^-- (what|why|severity|table|threshold|when|look at|accepted by|for each|grain): (.*(?:\n--   .*)*)\n",
    re.MULTILINE,
)
_CREATE = re.compile(r"create or replace (view|function) (\w+\.\w+)")
_RELATION = re.compile(r"\b(?:dw|mart)\.\w+")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z]\w*)")


def parse_header(text: str) -> tuple[str, dict[str, str]]:
    """Return what the comment at the start of a file says: prose for people, and fields for programs."""
    comment = "".join(takewhile(lambda line: line.startswith("--"), text.splitlines(keepends=True)))
    fields = {key: _one_line(value) for key, value in _FIELD.findall(comment)}
    return _one_line(_FIELD.sub("", comment)), fields


@dataclass(frozen=True)
class SqlObject:
    """A view or function, and the text that defines it."""

    kind: str
    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "SqlObject":
        """Return the object that a file defines. Raises `ValueError` as `parse` does, with the path."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error

    @classmethod
    def parse(cls, text: str) -> "SqlObject":
        """Return the object that a text defines.

        Raises `ValueError` where it defines none, or a view without the line `-- grain: column, column`.
        """
        found = _CREATE.search(text)
        if found is None:
            raise ValueError("no 'create or replace view|function schema.name'")
        parsed = cls(found[1], found[2], text)
        if parsed.kind == "view" and not parsed.grain:
            raise ValueError("the header lacks the line '-- grain: column, column'")
        return parsed

    @cached_property
    def grain(self) -> tuple[str, ...]:
        """The columns that identify a row of a view."""
        _, fields = parse_header(self.text)
        return tuple(re.findall(r"\w+", fields.get("grain", "")))

    @cached_property
    def comment(self) -> str:
        """The comment of a view in the database."""
        prose, _ = parse_header(self.text)
        return f"{prose} Grain: {', '.join(self.grain)}."

    @cached_property
    def references(self) -> set[str]:
        """The views, tables and functions that the text names, except the object itself."""
        code = re.sub(r"--.*", "", self.text)
        return set(_RELATION.findall(code)) - {self.name}


@cache
def sql_objects(folder: str) -> tuple[SqlObject, ...]:
    """Return the objects of a folder of `sql/`, each after those it reads."""
    objects = {
        found.name: found for found in map(SqlObject.read, sorted((SQL_FOLDER / folder).glob("*.sql")))
    }
    order = TopologicalSorter({name: found.references & objects.keys() for name, found in objects.items()})
    return tuple(objects[name] for name in order.static_order())


def as_query(text: str) -> bytes:
    """Return a query with its `:parameters` written as psycopg expects them."""
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%")).encode()


def _one_line(comment: str) -> str:
    return " ".join(re.sub(r"^--(?: |$)", "", comment, flags=re.MULTILINE).split())
