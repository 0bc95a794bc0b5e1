"""What the frames of a release promise to the loader, checked with pandera on every transform.

The promises are those of the tables; whether figures are plausible and add up is for the checks in SQL.
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from diaspora_dw.errors import ContentError
from etl.undesa.layout import MEASURES
from etl.undesa.tidy import DATA_TYPE_LETTERS

if TYPE_CHECKING:
    import pandera.pandas as pa

FACTS = "dw.fact_migrant_stock"
SUMS = "dw.fact_migrant_stock_total"
TOTALS = "ops.published_total"

DATA_TYPES = [
    "".join(letters)
    for length in range(1, len(DATA_TYPE_LETTERS) + 1)
    for letters in combinations(DATA_TYPE_LETTERS, length)
]


def validate_tables(tables: Mapping[str, pd.DataFrame], file_name: str) -> None:
    """Raise `ContentError` with examples where a frame is not what its table takes."""
    import pandera.errors  # noqa: PLC0415 - takes 0.4 s, which commands that read nothing need not wait for

    for name, schema in _schemas().items():
        try:
            schema.validate(tables[name], lazy=True)
        except pandera.errors.SchemaErrors as fault:
            cases = fault.failure_cases[["column", "check", "failure_case"]].head(5)
            shown = "; ".join(" ".join(map(str, case)) for case in cases.itertuples(index=False))
            raise ContentError(
                f"{file_name}: what was read does not fit {name}: {shown}",
                advice="Compare with the publisher's workbook; if that is sound, its reader needs mending.",
            ) from fault


@cache
def _schemas() -> "dict[str, pa.DataFrameSchema]":
    import pandera.pandas as pa  # noqa: PLC0415 - see above

    year = pa.Column("int16", pa.Check.in_range(1900, 2100))
    text = pa.Column(object)
    not_negative = pa.Check.ge(0)
    return {
        FACTS: pa.DataFrameSchema(
            {
                "origin_id": pa.Column("int16"),
                "destination_id": pa.Column("int16"),
                "year": year,
                **{name: pa.Column("Int64", not_negative, nullable=True) for name in MEASURES},
                "data_type": pa.Column(object, pa.Check.isin(DATA_TYPES), nullable=True),
                "coverage_note": pa.Column(object, nullable=True),
            },
            strict=True,
            unique=["origin_id", "destination_id", "year"],
        ),
        SUMS: pa.DataFrameSchema(
            {
                "country_id": pa.Column("int16"),
                "year": year,
                **{
                    f"{sex}{side}": pa.Column("Int64", not_negative, nullable=True)
                    for side in ("emigrants", "immigrants")
                    for sex in ("", "male_", "female_")
                },
            },
            strict=True,
            unique=["country_id", "year"],
        ),
        TOTALS: pa.DataFrameSchema(
            {
                "series": text,
                "destination_code": text,
                "origin_code": text,
                "year": year,
                **{
                    name: pa.Column("float64", not_negative, nullable=True)
                    for name in ("value", "male_value", "female_value")
                },
            },
            strict=True,
            unique=["destination_code", "origin_code", "year"],
        ),
    }
