"""What all models share: the naming convention, types and keys, and how a table says it is keyed by release."""

import uuid
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Double, ForeignKey, MetaData, SmallInteger, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RELEASE_COLUMN = "release_id"
BY_RELEASE: dict[str, Any] = {"postgresql_partition_by": f"LIST ({RELEASE_COLUMN})"}
"""Table arguments of a table whose every release is a partition of its own, in the schema `part`."""

Small = Annotated[int, mapped_column(SmallInteger)]
Big = Annotated[int, mapped_column(BigInteger)]
TextKey = Annotated[str, mapped_column(primary_key=True)]
CountryKey = Annotated[
    int, mapped_column(SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True)
]
YearKey = Annotated[int, mapped_column(SmallInteger, ForeignKey("dw.dim_year.year"), primary_key=True)]
ReleaseKey = Annotated[int, mapped_column(ForeignKey("dw.source_release.release_id"), primary_key=True)]
RunKey = Annotated[
    uuid.UUID, mapped_column(ForeignKey("ops.run.run_id", ondelete="CASCADE"), primary_key=True)
]


class Base(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar = {str: Text, float: Double, datetime: DateTime(timezone=True)}


class Star(Base):
    """A table of the star schema."""

    __abstract__ = True
    __table_args__: Any = ({"schema": "dw"},)


class Operations(Base):
    """A table for operators."""

    __abstract__ = True
    __table_args__: Any = ({"schema": "ops"},)
