"""The meaning and unit of every table and column: from the model of content, or from `dictionary.yaml` for the rest.

They become the comments of tables and of views' columns, and so the view `data_dictionary` and the docs.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

from sqlalchemy import MetaData

from diaspora_dw.content import labels
from diaspora_dw.yaml_text import read_yaml


class FieldEntry(TypedDict):
    """What a column holds; `unit` where it is a measure."""

    description: str
    unit: NotRequired[str]


class Dictionary(TypedDict):
    """`tables` by "schema.table"; `fields` by "column", or by "table.column" where it means more there.

    "*_ending" is for all columns with that ending that have no entry of their own.
    """

    tables: dict[str, str]
    fields: dict[str, FieldEntry]


@cache
def dictionary() -> Dictionary:
    """Read the dictionary."""
    read: Dictionary = read_yaml(_text())
    return read


@cache
def dictionary_digest() -> bytes:
    """Return a digest of all words that comments are made of."""
    return hashlib.sha256(_text().encode() + repr(labels.all_meanings()).encode()).digest()


def column_comment(relation: str, column: str) -> str:
    """Return the comment of a column: its description, then its unit in the form that `data_dictionary` parses.

    Raise `KeyError` naming the column if nothing describes it.
    """
    fields = dictionary()["fields"]
    comment = (
        _comment(fields.get(f"{relation}.{column}"))
        or labels.meaning(relation, column)
        or _comment(fields.get(column))
        or labels.shared_meanings().get(column)
        or _comment(fields.get(f"*_{column.rpartition('_')[2]}"))
    )
    if comment is None:
        raise KeyError(f"dictionary.yaml describes neither {relation}.{column} nor {column}")
    return comment


def describe_tables(metadata: MetaData) -> None:
    """Give every table and column of the models its comment. The grain of a table is its primary key.

    A table that a source declares in its own module brings its comments along.
    """
    for table in metadata.tables.values():
        if table.comment is not None:
            continue
        meaning = labels.table_meaning(table.name) or dictionary()["tables"][table.fullname]
        grain = ", ".join(column.name for column in table.primary_key)
        table.comment = f"{meaning} Grain: {grain}."
        for column in table.columns:
            column.comment = column_comment(table.name, column.name)


def _comment(entry: FieldEntry | None) -> str | None:
    if entry is None:
        return None
    unit = entry.get("unit")
    return f"{entry['description']} Unit: {unit}." if unit else entry["description"]


def _text() -> str:
    return files(__package__).joinpath("dictionary.yaml").read_text(encoding="utf-8")
