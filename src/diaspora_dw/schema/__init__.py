"""The tables of the warehouse, as SQLAlchemy models. Views live in `sql/view/`, changes in `migrations/`."""

from diaspora_dw.schema import content, derived, dimension, fact, ops, release
from diaspora_dw.schema.base import Base
from diaspora_dw.schema.dictionary import describe_tables

metadata = Base.metadata
describe_tables(metadata)

__all__ = ["content", "derived", "dimension", "fact", "metadata", "ops", "release"]
