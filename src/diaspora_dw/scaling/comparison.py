"""Compares the figures of a view in another engine with those that PostgreSQL exported."""

from collections.abc import Mapping, Sequence

TOLERANCE = "1e-9"
"""Two numbers are equal if they differ by no more than this part of the larger one."""


def comparison(view: str, exported: str, fields: Mapping[str, str], grain: Sequence[str]) -> str:
    """Return a query for the number of rows that one side lacks or that differ in a column.

    `fields` has the types of the columns, as Table Schema calls them.
    """
    same_row = " and ".join(f"a.{name} is not distinct from b.{name}" for name in grain)
    differences = " or ".join(
        f"coalesce(abs(a.{name} - b.{name}) > {TOLERANCE} * greatest(abs(a.{name}), abs(b.{name})), "
        f"(a.{name} is null) <> (b.{name} is null))"
        if data_type == "number"
        else f"a.{name} is distinct from b.{name}"
        for name, data_type in fields.items()
    )
    columns = ", ".join(fields)
    return (
        f"select count(*) from (select {columns}, true as is_there from {view}) as a "  # noqa: S608 - names from an export's own description
        f"full join (select {columns}, true as is_there from {exported}) as b on {same_row} "
        f"where a.is_there is null or b.is_there is null or {differences}"
    )
