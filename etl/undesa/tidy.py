"""From the rows of a workbook, or a sample, to tidy frames: figures, facts, published sums. Without files."""

from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from diaspora_dw.source import ReleaseTables
from etl.reference.group import published_area_names
from etl.undesa.layout import MEASURES, Layout
from etl.undesa.table import (
    WORLD,
    Cells,
    Table,
    refuse_missing_world,
    refuse_repeated_pairs,
    refuse_unknown_codes,
)

FACTS = "dw.fact_migrant_stock"
SUMS = "dw.fact_migrant_stock_total"
TOTALS = "ops.published_total"
NAMES = "ops.published_name"
DATA_TYPE_LETTERS = "BCIR"


def release_tables(figures: pd.DataFrame, names: pd.DataFrame, *, every_origin: bool) -> ReleaseTables:
    """Return the tables of a release. Without every origin, only countries with a published total are summed up."""
    stocks = facts(figures)
    return ReleaseTables(
        {
            FACTS: stocks,
            SUMS: corridor_sums(stocks, None if every_origin else figures),
            TOTALS: published_totals(figures),
            NAMES: names,
        },
        promises={TOTALS: "value >= 0 and male_value >= 0 and female_value >= 0"},
        notes=oddities(stocks),
    )


def read_figures(table: Table, layout: Layout) -> pd.DataFrame:
    """Return every figure of a workbook, sums included.

    Columns: destination_code, origin_code (int32, UN DESA's location codes), year (int16), migrants,
    male_migrants, female_migrants (float64, whole numbers, NaN where not available), data_type (letters in
    the order B, C, I, R), coverage_note (both object, None where blank). Raises `ContentError` naming the
    places of unknown codes, repeated rows, and cells that are not a whole number of people.
    """
    destinations, origins = table.codes("destination_code"), table.codes("origin_code")
    refuse_unknown_codes(table, destinations, origins)
    refuse_repeated_pairs(table, destinations, origins)
    counts = {name: table.counts(name, layout.not_available) for name in MEASURES}
    refuse_missing_world(table, destinations, origins, counts["migrants"], layout.years)
    span = len(layout.years)
    return pd.DataFrame(
        {
            "destination_code": np.repeat(destinations, span),
            "origin_code": np.repeat(origins, span),
            "year": np.tile(np.array(layout.years, dtype="int16"), len(table.rows)),
            **{name: values.ravel() for name, values in counts.items()},
            "data_type": repeat(table.texts("data_type", read_data_type), span),
            "coverage_note": repeat(table.texts("coverage_note", read_note), span),
        }
    )


def read_names(table: Table) -> pd.DataFrame:
    """Return the names beside the codes: `ops.published_name`."""
    sides = [
        pd.DataFrame(
            {
                "place_code": table.codes(f"{side}_code"),
                "place_name": table.texts(f"{side}_name", read_name),
            }
        )
        for side in ("destination", "origin")
    ]
    return as_names(pd.concat(sides).dropna())


def no_names() -> pd.DataFrame:
    """Return the names of a sample, which has none."""
    return as_names(pd.DataFrame(columns=["place_code", "place_name"]))


def read_sample(data: bytes) -> pd.DataFrame:
    """Return the figures of a bundled sample (one origin, in our own format), in the columns of `read_figures`."""
    codes, texts = ("destination_code", "origin_code"), ("data_type", "coverage_note")
    frame = pd.read_csv(
        BytesIO(data),
        comment="#",
        keep_default_na=False,
        na_values={name: [""] for name in MEASURES},
        dtype=dict.fromkeys(codes, "int32")
        | {"year": "int16"}
        | dict.fromkeys(MEASURES, "float64")
        | dict.fromkeys(texts, "object"),
    )
    return frame.assign(**{name: frame[name].where(frame[name] != "", None) for name in texts})


def facts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the available figures between countries, areas and unknown origin: `dw.fact_migrant_stock`."""
    chosen = figures[~_is_sum(figures) & figures[list(MEASURES)].notna().any(axis=1)]
    named = chosen.rename(columns={"origin_code": "origin_id", "destination_code": "destination_id"})
    types = {"origin_id": "int16", "destination_id": "int16"} | dict.fromkeys(MEASURES, "Int64")
    return named.astype(types).reset_index(drop=True)


def corridor_sums(stocks: pd.DataFrame, totals: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the facts summed for both sides of every country: `dw.fact_migrant_stock_total`.

    A sum of only missing figures is missing. With `totals` (as `read_figures`), so are the sums that these rows have
    no total of.
    """
    sides = []
    for measure, side, other in (
        ("emigrants", "origin", "destination"),
        ("immigrants", "destination", "origin"),
    ):
        sums = stocks.groupby([f"{side}_id", "year"])[list(MEASURES)].sum(min_count=1)
        if totals is not None:
            whole = totals.loc[totals[f"{other}_code"] == WORLD, f"{side}_code"]
            sums = sums[sums.index.isin(whole, level=0)]
        sums.columns = pd.Index([name.replace("migrants", measure) for name in MEASURES])
        sides.append(sums.rename_axis(["country_id", "year"]))
    emigrants, immigrants = sides
    both = emigrants.join(immigrants, how="outer").reset_index()
    return both.astype({"country_id": "int16", "year": "int16"})


def published_totals(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the available figures with a sum on either side: `ops.published_total`."""
    chosen = figures[_is_sum(figures) & figures[list(MEASURES)].notna().any(axis=1)]
    sides = ("destination_code", "origin_code")
    text = {code: str(code) for side in sides for code in chosen[side].unique()}
    codes = {side: chosen[side].map(text).astype(object) for side in sides}
    names = dict(zip(MEASURES, ("value", "male_value", "female_value"), strict=True))
    totals = chosen.assign(series="migrant_stock", **codes).rename(columns=names)
    return totals.drop(columns=["data_type", "coverage_note"]).reset_index(drop=True)


def oddities(stocks: pd.DataFrame) -> list[str]:
    """Return sentences for the run's report about facts that are odd but acceptable."""
    both, men, women = (stocks[name] for name in MEASURES)
    split = men.notna() & women.notna() & both.notna()
    cases = {
        "men and women do not add up to both sexes": split & (men + women != both),
        "men or women are not available though both sexes together are": both.notna() & ~split,
    }
    notes = []
    for what, where in cases.items():
        chosen = stocks[where.fillna(value=False)]
        if len(chosen):
            shown = "; ".join(
                f"destination {row.destination_id}, origin {row.origin_id}, {row.year}: "
                f"{row.migrants} ({row.male_migrants} men, {row.female_migrants} women)"
                for row in chosen.head(3).itertuples()
            )
            notes.append(f"{what} in {len(chosen):,} of {len(stocks):,} figures, such as {shown}")
    return notes


def repeat(words: Cells, span: int) -> "pd.Series[Any]":
    """Return the words of each row once for each of its years."""
    return pd.Series(np.repeat(words, span), dtype=object)


def read_data_type(cell: Any) -> str | None:
    """Return the letters in one order, without spaces: "C B R" is "BCR"."""
    letters = "".join(str(cell).split())
    if len(set(letters)) != len(letters) or not set(letters) <= set(DATA_TYPE_LETTERS):
        raise ValueError(f"not a data type (letters of {', '.join(DATA_TYPE_LETTERS)}, each once)")
    return "".join(sorted(letters)) or None


def read_name(cell: Any) -> str | None:
    """Return a name without its indent, and the asterisk that points to a note."""
    return " ".join(str(cell).replace("*", " ").split()) or None


def as_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Return codes and names as `ops.published_name` has them, each pair once."""
    return rows.astype(str).astype(object).drop_duplicates(ignore_index=True)


def read_note(cell: Any) -> str | None:
    """Return a note's number or numbers as text: Excel may hold "17" or 17."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) or None


def _is_sum(figures: pd.DataFrame) -> "pd.Series[bool]":
    sums = [int(code) for code in published_area_names()]
    return figures["destination_code"].isin(sums) | figures["origin_code"].isin(sums)
