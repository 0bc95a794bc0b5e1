"""Reads the files of `sql/`: the object that each defines, and what its header says about it.

A header is the comment that a file opens with. A line `-- key: text` in it is for programs; its text goes on in
lines that are indented. All other lines are prose for people.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from diaspora_dw.resources import SQL_FOLDER

_HEADER = re.compile(r"(?:--.*\n)*")
_FIELD = re.compile(
    r"^-- (what|why|severity|table|threshold|when|accepted by|for each|grain): (.*(?:\n--   .*)*)\n",
    re.MULTILINE,
)
_CREATE = re.compile(r"create or replace (view|function) (\w+\.\w+)")
_RELATION = re.compile(r"\b(?:dw|mart)\.\w+")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z]\w*)")


@dataclass(frozen=True)
class Header:
    """What the comment at the start of a file says: prose for people, fields for programs."""

    prose: str
    fields: dict[str, str]

    @classmethod
    def of(cls, text: str) -> "Header":
        """Parse the header of a file's text."""
        found = _HEADER.match(text)
        comment = found[0] if found else ""
        fields = {key: _one_line(value) for key, value in _FIELD.findall(comment)}
        return cls(_one_line(_FIELD.sub("", comment)), fields)


@dataclass(frozen=True)
class SqlObject:
    """A view or function, and the text that defines it."""

    kind: str
    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "SqlObject":
        """Return the object that a file defines.

        Raises `ValueError` where the file defines none, or a view without the line `-- grain: column, column`.
        """
        text = path.read_text(encoding="utf-8")
        found = _CREATE.search(text)
        if found is None:
            raise ValueError(f"{path}: no 'create or replace view|function schema.name'")
        read = cls(found[1], found[2], text)
        if read.kind == "view" and not read.grain:
            raise ValueError(f"{path}: the header lacks the line '-- grain: column, column'")
        return read

    @cached_property
    def header(self) -> Header:
        """What the file says about the object."""
        return Header.of(self.text)

    @cached_property
    def grain(self) -> tuple[str, ...]:
        """The columns that identify a row of a view."""
        return tuple(re.findall(r"\w+", self.header.fields.get("grain", "")))

    @cached_property
    def comment(self) -> str:
        """The comment of a view in the database."""
        return f"{self.header.prose} Grain: {', '.join(self.grain)}."

    @cached_property
    def references(self) -> set[str]:
        """The views, tables and functions that the text names, except the object itself."""
        code = re.sub(r"--.*", "", self.text)
        return set(_RELATION.findall(code)) - {self.name}


def sql_objects(folder: str) -> list[SqlObject]:
    """Return the objects of a folder of `sql/`, each after those it reads."""
    objects = {
        found.name: found for found in map(SqlObject.read, sorted((SQL_FOLDER / folder).glob("*.sql")))
    }
    order = TopologicalSorter({name: found.references & objects.keys() for name, found in objects.items()})
    return [objects[name] for name in order.static_order()]


def as_query(text: str) -> bytes:
    """Return a query with its `:parameters` written as psycopg expects them."""
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%")).encode()


def _one_line(comment: str) -> str:
    """Join the lines of a comment."""
    return " ".join(re.sub(r"^--(?: |$)", "", comment, flags=re.MULTILINE).split())
