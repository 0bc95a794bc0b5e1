"""The meaning and unit of every table and column, as `dictionary.yaml` beside this file describes them.

They become the comments of tables and of views' columns, and so the view `data_dictionary` and the docs.
"""

from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

from sqlalchemy import MetaData

from diaspora_dw.yaml_text import read_yaml


class FieldEntry(TypedDict):
    """What a column holds, and its unit if it is a measure."""

    description: str
    unit: NotRequired[str]


class Dictionary(TypedDict):
    """`tables` by "schema.table"; `fields` by "column", or by "table.column" where the meaning differs.

    "*_ending" describes all columns with that ending that have no entry of their own.
    """

    tables: dict[str, str]
    fields: dict[str, FieldEntry]


@cache
def dictionary() -> Dictionary:
    """Read the dictionary."""
    text = files(__package__).joinpath("dictionary.yaml").read_text(encoding="utf-8")
    read: Dictionary = read_yaml(text)
    return read


def column_comment(relation: str, column: str) -> str:
    """Return the comment of a column: its description, then its unit in the form that `data_dictionary` parses.

    Raises `KeyError` naming the column where the dictionary does not describe it.
    """
    fields = dictionary()["fields"]
    ending = column.rpartition("_")[2]
    entry = fields.get(f"{relation}.{column}") or fields.get(column) or fields.get(f"*_{ending}")
    if entry is None:
        raise KeyError(f"dictionary.yaml describes neither {relation}.{column} nor {column}")
    unit = entry.get("unit")
    return f"{entry['description']} Unit: {unit}." if unit else entry["description"]


def describe_tables(metadata: MetaData) -> None:
    """Give every table and column of the models its comment. The grain of a table is its primary key."""
    for table in metadata.tables.values():
        grain = ", ".join(column.name for column in table.primary_key)
        table.comment = f"{dictionary()['tables'][table.fullname]} Grain: {grain}."
        for column in table.columns:
            column.comment = column_comment(table.name, column.name)
