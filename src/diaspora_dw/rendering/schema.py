"""Generates the JSON Schema of factsheets: of figures from their models, of records from the views and the tables."""

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from sqlalchemy import Boolean, Integer

from diaspora_dw.content.model import (
    Action,
    CitedEntry,
    Edition,
    Policy,
    PolicyMilestone,
    PoliticalRight,
)
from diaspora_dw.content.part import Stored
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.mapping import LISTS, SECTIONS, shown_columns
from diaspora_dw.resources import SQL_FOLDER
from diaspora_dw.schema import metadata
from diaspora_dw.schema.dictionary import column_comment

_COLUMN = re.compile(r"^    (?:\S.*\W)?(\w+),?$", re.MULTILINE)
"""A line that ends a column in a view's last select, by the layout that sqlfluff enforces; the name comes last."""

Schema = dict[str, Any]

_TYPES = {"seats": "integer", "total_seats": "integer", "sources_disagree": "boolean"}
"""JSON types of columns that no table of the warehouse's own has."""

_FOOTNOTES: Schema = {"type": "array", "items": {"type": "integer"}}


def factsheet_schema() -> Schema:
    """Return the JSON Schema of `diaspora-dw factsheet --format json`."""
    schema = Factsheet.model_json_schema(mode="serialization", schema_generator=_WithoutTitles)
    schema["$defs"]["Mapping"] = _object(
        {"edition": {"anyOf": [_record(Edition), {"type": "null"}]}}
        | {section: _array(_record(model)) for section, model in SECTIONS.items()}
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:diaspora-dw:factsheet",
        **schema,
    }


def view_columns(view: str) -> list[str]:
    """Return the columns of a view of content, as its file lists them."""
    text = (SQL_FOLDER / "view" / f"{view}.sql").read_text(encoding="utf-8")
    select = re.sub(r" *--.*", "", text).rpartition("\nselect\n")[2].partition("\nfrom ")[0]
    return [name for name in _COLUMN.findall(select) if name != "case"]


def _record(model: type[Stored]) -> Schema:
    properties = {"footnotes": _FOOTNOTES} if issubclass(model, CitedEntry) else {}
    for column in shown_columns(model.VIEW, view_columns(model.VIEW)):
        properties[column] = _column(model.VIEW, column)
    if model is PoliticalRight:
        properties["channel_footnotes"] = _FOOTNOTES
    if model is Policy:
        properties["actions"] = _array(_record(Action))
    if model is PolicyMilestone:
        properties["policy_keys"] = _array({"type": "string"})
    return _object(properties)


def _column(view: str, column: str) -> Schema:
    kind = _array({"type": "string"}) if column in LISTS else {"type": [_json_type(column), "null"]}
    return {**kind, "description": column_comment(view, column)}


def _json_type(column: str) -> str:
    """Return the type of the tables' column of that name, or of the one that its last word names.

    Derived tables have none of the content, though they may have a column of the same name.
    """
    if column in _TYPES:
        return _TYPES[column]
    tables = [table for table in metadata.tables.values() if not table.info.get("derived")]
    for name in (column, column.rpartition("_")[2]):
        for table in tables:
            if name in table.columns and isinstance(table.columns[name].type, Integer | Boolean):
                return "integer" if isinstance(table.columns[name].type, Integer) else "boolean"
    return "string"


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out titles that only repeat the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
