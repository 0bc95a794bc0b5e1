"""Read what the published views mean from a warehouse, loaded or not, to describe them to other tools."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from psycopg.rows import class_row

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.schema.references import SINGLE_KEYS, Reference, references


@dataclass(frozen=True)
class Column:
    """A row of `mart.data_dictionary`. `aggregation` is "sum", "never", or within what a sum makes sense."""

    view_name: str
    column_name: str
    data_type: str
    unit: str | None
    aggregation: str
    description: str
    view_description: str
    grain: str


@dataclass(frozen=True)
class View:
    """A published view. No two rows agree in all columns of its grain."""

    name: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]


def published_views(database: Database) -> dict[str, View]:
    """Return the published views by their names.

    Raises `DatabaseError` if an older version made the warehouse and views that others refer to are missing.
    """
    names = ", ".join(Column.__annotations__)
    query = f"select {names} from mart.data_dictionary order by view_name, column_position"  # noqa: S608
    with database.connect("reader") as connection:
        rows = connection.cursor(row_factory=class_row(Column)).execute(query.encode()).fetchall()
    columns = {name: tuple(found) for name, found in groupby(rows, attrgetter("view_name"))}
    grains = {name: tuple(found[0].grain.split(", ")) for name, found in columns.items()}
    if missing := sorted(set(SINGLE_KEYS.values()) - grains.keys()):
        raise DatabaseError(
            f"the warehouse has no {' or '.join(f'mart.{view}' for view in missing)}: an older version made it",
            advice="Run `diaspora-dw db migrate`.",
        )
    return {
        name: View(
            name,
            found[0].view_description.partition(" Grain: ")[0],
            grains[name],
            found,
            tuple(references(name, (column.column_name for column in found), grains)),
        )
        for name, found in columns.items()
    }
