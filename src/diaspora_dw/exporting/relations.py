"""What is exported: the published views and the tables of the star, and what their columns mean."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from psycopg import sql
from psycopg.rows import class_row

from diaspora_dw import composing
from diaspora_dw.database import Connection

CLOCK_COLUMNS = {"mart.source_status": {"confirmed_at", "days_since_confirmed", "is_stale"}}
"""Columns that change while nothing new is published: an export of yesterday would have them wrong."""


class FileFormat(StrEnum):
    """The format of the files of tables."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True)
class Column:
    """A column, as its comment in the database describes it."""

    name: str
    data_type: str
    description: str
    unit: str | None
    aggregation: str

    @property
    def measure(self) -> dict[str, str]:
        """The unit and how to aggregate the column, where it is a measure."""
        return {"unit": self.unit, "aggregation": self.aggregation} if self.unit else {}

    def selected(self, file_format: FileFormat) -> sql.Composable:
        """Return the expression that has the column's values in a form that the format can hold."""
        name = sql.Identifier(self.name)
        if self.data_type == "uuid" or (self.data_type == "boolean" and file_format is FileFormat.CSV):
            return sql.SQL("{0}::text as {0}").format(name)
        if file_format is FileFormat.CSV and (
            self.data_type.endswith("[]") or self.data_type.startswith("timestamp")
        ):
            # A list as JSON, a moment as ISO 8601.
            return sql.SQL("to_jsonb({0}) #>> '{{}}' as {0}").format(name)
        return name


@dataclass(frozen=True)
class Relation:
    """A view or table: what a row is, the columns that identify it, and all columns."""

    schema: str
    name: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.name}"

    def query(self, file_format: FileFormat) -> sql.Composed:
        """Return the query of all rows, in the order of the grain, so that the same rows give the same bytes."""
        return sql.SQL("select {} from {} order by {}").format(
            sql.SQL(", ").join(column.selected(file_format) for column in self.columns),
            composing.table(self.full_name),
            composing.columns(self.grain),
        )


@dataclass(frozen=True)
class _Described:
    schema_name: str
    relation_name: str
    column_name: str
    data_type: str
    unit: str | None
    aggregation: str
    description: str
    relation_description: str
    grain: str


def read_relations(connection: Connection, schemas: Collection[str]) -> list[Relation]:
    """Return the tables and published views of schemas, by name."""
    with connection.cursor(row_factory=class_row(_Described)) as cursor:
        described = cursor.execute(
            """
            select
                schema_name, relation_name, column_name, data_type, unit, aggregation, description,
                relation_description, grain
            from dw.described_column
            where schema_name = any(%s)
            order by schema_name, relation_name, column_position
            """,
            (list(schemas),),
        ).fetchall()
    relations = []
    for (schema, name), group in groupby(described, lambda row: (row.schema_name, row.relation_name)):
        rows = list(group)
        first = rows[0]
        left_out = CLOCK_COLUMNS.get(f"{schema}.{name}", set())
        columns = tuple(
            Column(row.column_name, row.data_type, row.description, row.unit, row.aggregation)
            for row in rows
            if row.column_name not in left_out
        )
        description, _, _ = first.relation_description.rpartition(" Grain: ")
        relations.append(Relation(schema, name, description, tuple(first.grain.split(", ")), columns))
    return relations
