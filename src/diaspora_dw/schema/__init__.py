"""The tables of the warehouse, as SQLAlchemy models. Views live in `sql/view/`, changes in `migrations/`."""

from diaspora_dw.schema import (
    citizenship,
    content,
    derived,
    dimension,
    fact,
    ops,
    population,
    register,
    release,
)
from diaspora_dw.schema.base import Base
from diaspora_dw.schema.dictionary import describe_tables

metadata = Base.metadata
describe_tables(metadata)

__all__ = [
    "citizenship",
    "content",
    "derived",
    "dimension",
    "fact",
    "metadata",
    "ops",
    "population",
    "register",
    "release",
]
