"""The meaning and unit of every table and column: from the model of content, or from `dictionary.yaml` for the rest.

They become the comments of tables and of views' columns, and so the view `data_dictionary` and the docs.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import TypedDict

from sqlalchemy import MetaData

from diaspora_dw.content import labels
from diaspora_dw.content.columns import stored_tables
from diaspora_dw.yaml_text import read_yaml

_TEXT = files(__package__).joinpath("dictionary.yaml").read_text(encoding="utf-8")


class Dictionary(TypedDict):
    """`tables` by "schema.table"; `fields` by "column", or by "table.column" where it means more there.

    A field has a `description`, and a `unit` where it is a measure. "*_ending" is for all columns with that ending
    that have no entry of their own. `sums` says by unit, and a field's `sum` otherwise, which measures may be added
    up only in part.
    """

    sums: dict[str, str]
    tables: dict[str, str]
    fields: dict[str, dict[str, str]]


@cache
def _dictionary() -> Dictionary:
    read: Dictionary = read_yaml(_TEXT)
    return read


@cache
def dictionary_digest() -> bytes:
    """Return a digest of all words that comments are made of."""
    return hashlib.sha256(_TEXT.encode() + repr(labels.all_meanings()).encode()).digest()


def column_comment(relation: str, column: str) -> str:
    """Return the comment of a column: its description, its unit and how to add it up, as `data_dictionary` parses it.

    Raise `KeyError` naming the column if nothing describes it.
    """
    fields = _dictionary()["fields"]
    relation = relation.removesuffix("_model")  # a view that returns a table's rows has its columns
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
        stored = stored_tables().get(table.name)
        meaning = stored.meaning if stored else _dictionary()["tables"][table.fullname]
        grain = ", ".join(column.name for column in table.primary_key)
        table.comment = f"{meaning} Grain: {grain}."
        for column in table.columns:
            column.comment = column_comment(table.name, column.name)


def _comment(field: dict[str, str] | None) -> str | None:
    if field is None:
        return None
    if "unit" not in field:
        return field["description"]
    limit = field.get("sum") or _dictionary()["sums"].get(field["unit"])
    return f"{field['description']} Unit: {field['unit']}." + (f" Sum: {limit}." if limit else "")
