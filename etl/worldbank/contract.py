"""What the frames of a release promise to the loader, checked with pandera on every transform.

The promises are those of the tables; whether figures are plausible and add up is for the checks in SQL.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from diaspora_dw.errors import ContentError
from etl.worldbank.api import EARLIEST_YEAR, FORMAT_CHANGED, LATEST_YEAR
from etl.worldbank.tidy import INCOME_GROUP, REGION

if TYPE_CHECKING:
    import pandera.pandas as pa

FACTS = "dw.fact_indicator"
TOTALS = "ops.published_total"
INDICATORS = "dw.dim_indicator"
MEMBERSHIPS = "memberships"


def validate_tables(tables: Mapping[str, pd.DataFrame], place: str) -> None:
    """Raise `ContentError` with examples where a frame is not what its table takes."""
    import pandera.errors  # noqa: PLC0415 - takes 0.4 s, which commands that read nothing need not wait for

    for name, schema in _schemas().items():
        try:
            schema.validate(tables[name], lazy=True)
        except pandera.errors.SchemaErrors as fault:
            cases = fault.failure_cases[["column", "check", "failure_case"]].head(5)
            shown = "; ".join(" ".join(map(str, case)) for case in cases.itertuples(index=False))
            raise ContentError(
                f"{place}: what was read does not fit {name}: {shown}", advice=FORMAT_CHANGED
            ) from fault


@cache
def _schemas() -> "dict[str, pa.DataFrameSchema]":
    import pandera.pandas as pa  # noqa: PLC0415 - see above

    year = pa.Column("int16", pa.Check.in_range(EARLIEST_YEAR, LATEST_YEAR))
    country_id = pa.Column("int16", pa.Check.gt(0))
    # pandas 3 has a type of its own for text, pandas 2 has object: both are right.
    text = pa.Column(None, pa.Check(lambda values: values.map(type).eq(str), name="text"))
    filled = pa.Column(None, pa.Check.str_length(min_value=1))
    finite = pa.Check(lambda values: values.abs() < float("inf"), name="finite")
    never = pa.Column("float64", pa.Check(lambda values: values.isna(), name="empty"), nullable=True)
    return {
        FACTS: pa.DataFrameSchema(
            {
                "country_id": country_id,
                "indicator_code": filled,
                "year": year,
                "value": pa.Column("float64", finite),
            },
            strict=True,
            unique=["country_id", "indicator_code", "year"],
        ),
        TOTALS: pa.DataFrameSchema(
            {
                "series": filled,
                "destination_code": filled,
                "origin_code": text,
                "year": year,
                "value": pa.Column("float64", finite),
                "male_value": never,
                "female_value": never,
            },
            strict=True,
            unique=["series", "destination_code", "origin_code", "year"],
        ),
        INDICATORS: pa.DataFrameSchema(
            dict.fromkeys(
                ("indicator_code", "indicator_name", "unit", "description", "publisher", "licence"), filled
            ),
            strict=True,
            unique=["indicator_code"],
        ),
        MEMBERSHIPS: pa.DataFrameSchema(
            {
                "group_code": pa.Column(None, pa.Check.str_matches(r"^WB_[A-Z]{3}$")),
                "group_name": filled,
                "group_type": pa.Column(None, pa.Check.isin([REGION, INCOME_GROUP])),
                "country_id": country_id,
            },
            strict=True,
            unique=["group_type", "country_id"],
        ),
    }
