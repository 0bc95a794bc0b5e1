"""The tables of the qualitative half: the vocabularies, and the content of countries, edition by edition.

The tables of content are derived from the model of a country's file (`diaspora_dw.content.model`). A link to an
entry is a foreign key where the table has a column for it; `sql/check/content_link_lost.sql` proves the others.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from diaspora_dw.content.columns import Kind, StoredColumn, StoredTable, stored_tables
from diaspora_dw.content.vocabulary import VOCABULARY_TABLES
from diaspora_dw.schema.base import Base

RELEASE_KEY = ("release_id", "country_id")
COUNTRY = "dw.dim_country.country_id"

TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.TEXTS: ARRAY(Text),
    Kind.BOOLEAN: Boolean(),
    Kind.SMALL: SmallInteger(),
    Kind.INTEGER: Integer(),
    Kind.DATE: Date(),
    Kind.COUNTRY: SmallInteger(),
}


def _vocabulary(name: str, *columns: SchemaItem) -> Table:
    """Return a table of codes, each with its definition and its position in the vocabulary."""
    definition = Column("definition", Text, nullable=False)
    position = Column("position", SmallInteger, nullable=False)
    return Table(name, Base.metadata, *columns, definition, position, schema="dw")


def _content(table: StoredTable) -> Table:
    """Return a table of content. Its rows belong to a release of a country and go with the release."""
    links = [
        ForeignKeyConstraint(
            [column.name, *RELEASE_KEY],
            [f"dw.{column.entry.TABLE}.{name}" for name in (column.entry.KEY, *RELEASE_KEY)],
        )
        for column in table.columns
        if column.entry is not None
    ]
    release = ForeignKey("dw.source_release.release_id", ondelete="CASCADE")
    return Table(
        table.name,
        Base.metadata,
        Column("release_id", release, primary_key=True, autoincrement=False),
        Column("country_id", SmallInteger, ForeignKey(COUNTRY), primary_key=True),
        *map(_column, table.columns),
        *links,
        schema="dw",
        info={"is_content": True},
    )


def _column(column: StoredColumn) -> Column[Any]:
    links = [ForeignKey(COUNTRY)] if column.kind is Kind.COUNTRY else []
    if column.vocabulary in VOCABULARY_TABLES:
        codes = VOCABULARY_TABLES[column.vocabulary]
        links.append(ForeignKey(f"dw.{codes.table}.{codes.code}"))
    return Column(
        column.name, TYPES[column.kind], *links, primary_key=column.key, nullable=not column.required
    )


_vocabulary(
    "dim_vocabulary",
    Column("vocabulary", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("label", Text, nullable=False),
)
for codes in VOCABULARY_TABLES.values():
    _vocabulary(
        codes.table, Column(codes.code, Text, primary_key=True), Column(codes.label, Text, nullable=False)
    )
Table(
    "bridge_theme_sdg",
    Base.metadata,
    Column("theme_code", Text, ForeignKey("dw.dim_theme.theme_code"), primary_key=True),
    Column("sdg_number", SmallInteger, primary_key=True, autoincrement=False),
    CheckConstraint("sdg_number between 1 and 17", name="sdg_number_known"),
    schema="dw",
)
for stored in stored_tables().values():
    _content(stored)
Index(None, Base.metadata.tables["dw.fact_organisation_presence"].c.destination_id)
