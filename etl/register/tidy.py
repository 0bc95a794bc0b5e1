"""From the two CSV files to the tables of a release."""

from io import BytesIO

import pandas as pd

from diaspora_dw.errors import ContentError
from etl.reference.country import country_ids


def cabinet_posts(name: str, data: bytes) -> pd.DataFrame:
    """Return the rows of `dw.fact_cabinet_post`; posts are numbered from 1 in each country."""
    posts = _read(name, data)
    return posts.assign(post_number=posts.groupby("country_id").cumcount() + 1)


def reserved_seats(name: str, data: bytes) -> pd.DataFrame:
    """Return the rows of `dw.fact_reserved_seat`."""
    seats = _read(name, data)
    return seats.assign(note=seats["note"].astype(object).mask(seats["note"] == "", None)).astype(
        {"seats": "int16", "total_seats": "int16"}
    )


def _read(name: str, data: bytes) -> pd.DataFrame:
    """Return the rows of a file, with country_id in the place of iso3_code."""
    rows = pd.read_csv(BytesIO(data), dtype=str, keep_default_na=False)
    ids = rows["iso3_code"].map(country_ids())
    if ids.isna().any():
        codes = zip(rows["iso3_code"], ids.isna(), strict=True)
        unknown = (
            f"{code} (row {row})" for row, (code, is_unknown) in enumerate(codes, start=2) if is_unknown
        )
        raise ContentError(
            f"{name}: unknown country code: {', '.join(unknown)}",
            advice="Countries are listed in etl/reference/countries.yaml.",
        )
    return (
        rows.assign(country_id=ids.astype("int16"))
        .drop(columns="iso3_code")
        .rename(columns={"as_of": "as_of_text"})
    )
