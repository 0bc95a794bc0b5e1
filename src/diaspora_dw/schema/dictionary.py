"""The one place that says what a table or a column means, in which unit: `dictionary.yaml` beside this file.

From it come the comments of tables, of views' columns, and so the view `data_dictionary` and the docs.
"""

from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

from sqlalchemy import MetaData

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
    """The dictionary as read from its file."""
    text = files(__package__).joinpath("dictionary.yaml").read_text(encoding="utf-8")
    read: Dictionary = read_yaml(text)
    return read


def column_comment(relation: str, column: str) -> str:
    """The comment of a column: its description, then its unit as `data_dictionary` takes it apart again.

    Raises `KeyError` naming the column where nobody has described it.
    """
    fields = dictionary()["fields"]
    ending = column.rpartition("_")[2]
    entry = fields.get(f"{relation}.{column}") or fields.get(column) or fields.get(f"*_{ending}")
    if entry is None:
        raise KeyError(f"dictionary.yaml describes neither {relation}.{column} nor {column}")
    unit = entry.get("unit")
    return f"{entry['description']} Unit: {unit}." if unit else entry["description"]


def describe_tables(metadata: MetaData) -> None:
    """Give every table and column of the models its comment."""
    for table in metadata.tables.values():
        table.comment = dictionary()["tables"][table.fullname]
        for column in table.columns:
            column.comment = column_comment(table.name, column.name)
