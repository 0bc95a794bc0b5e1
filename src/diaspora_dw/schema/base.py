"""What all models share: the naming convention, the schemas, and how a table says it is keyed by release."""

from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

SCHEMAS = ("dw", "mart", "ops")

PARTITION_SCHEMA = "part"
"""Where the partitions of release-keyed tables live, so that `dw` shows analysts nothing but the star."""

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RELEASE_COLUMN = "release_id"
BY_RELEASE: dict[str, Any] = {"postgresql_partition_by": f"LIST ({RELEASE_COLUMN})"}
"""Table arguments of a table whose every release is a partition of its own."""


class Base(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
