"""The pages on the data: the published views, what a row and a column of each mean, and the SQL that makes it."""

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from diaspora_dw.database import Connection
from diaspora_dw.installed_sql import installed_objects
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import Record, rows

_HEAD = re.compile(r"\A(--.*\n)*")
_TYPES = {
    "bigint": "whole number",
    "boolean": "true or false",
    "date": "date",
    "double precision": "number",
    "integer": "whole number",
    "smallint": "whole number",
    "timestamp with time zone": "time",
}
"""Types of columns in words; the others hold text."""


def columns_of_views(connection: Connection) -> dict[str, list[Record]]:
    """Return the columns of each published view, as `mart.data_dictionary` describes them."""
    columns = rows(connection, "select * from mart.data_dictionary order by view_name, column_position")
    return {view: list(found) for view, found in groupby(columns, itemgetter("view_name"))}


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield the page of each published view, then the list of all."""
    # The comment at the head of a file has the meaning of the view, which the page says itself.
    texts = {name: _HEAD.sub("", found.text) for name, found in installed_objects(connection).items()}
    views = []
    for view, columns in columns_of_views(connection).items():
        meaning, _, _ = columns[0]["view_description"].partition(" Grain: ")
        views.append((view, meaning))
        yield (
            f"view/{view}",
            {
                "meaning": meaning,
                "columns": list(map(_column, columns)),
                "sql": texts[f"mart.{view}"],
            },
        )
    yield "data", views


def _column(column: Record) -> Record:
    return {
        "name": column["column_name"],
        "type": _TYPES.get(column["data_type"], "text"),
        "unit": column["unit"],
        "is_key": column["is_key"],
        "aggregation": column["aggregation"] if column["unit"] else None,
        "meaning": column["description"],
    }
