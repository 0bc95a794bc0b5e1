"""The tables of the warehouse, as SQLAlchemy models. Views live in `sql/view/`, changes in `migrations/`."""

from diaspora_dw.schema import content
from diaspora_dw.schema.base import PARTITION_SCHEMA, SCHEMAS, Base
from diaspora_dw.schema.dictionary import describe_tables
from diaspora_dw.schema.dimension import (
    BridgeCountryGroup,
    DimCountry,
    DimCountryGroup,
    DimIndicator,
    DimYear,
)
from diaspora_dw.schema.fact import FactIndicator, FactMigrantStock, FactMigrantStockTotal
from diaspora_dw.schema.ops import (
    CheckResult,
    InstalledObject,
    PublishedArea,
    PublishedTotal,
    Run,
    Source,
    Step,
)
from diaspora_dw.schema.release import ReleaseFile, SourceRelease

metadata = Base.metadata
describe_tables(metadata)

__all__ = [
    "PARTITION_SCHEMA",
    "SCHEMAS",
    "Base",
    "BridgeCountryGroup",
    "CheckResult",
    "DimCountry",
    "DimCountryGroup",
    "DimIndicator",
    "DimYear",
    "FactIndicator",
    "FactMigrantStock",
    "FactMigrantStockTotal",
    "InstalledObject",
    "PublishedArea",
    "PublishedTotal",
    "ReleaseFile",
    "Run",
    "Source",
    "SourceRelease",
    "Step",
    "content",
    "metadata",
]
