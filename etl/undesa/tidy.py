"""From the rows of a workbook to tidy frames: figures, facts, published sums. Without files."""

from typing import Any

import numpy as np
import pandas as pd

from diaspora_dw.source import ReleaseTables
from etl.reference.published_area import published_area_names
from etl.undesa.header import Header
from etl.undesa.layout import MEASURES, Layout
from etl.undesa.refusals import refuse_missing_world, refuse_repeated_pairs, refuse_unknown_codes
from etl.undesa.table import Cells, Table
from etl.undesa.workbook import Sheet

FACTS = "dw.fact_migrant_stock"
SUMS = "dw.fact_migrant_stock_total"
TOTALS = "ops.published_total"
DATA_TYPE_LETTERS = "BCIR"


def release_tables(figures: pd.DataFrame, *, every_origin: bool) -> ReleaseTables:
    """Return the tables of a release. Without every origin, a country's immigrants are unknown."""
    stocks = facts(figures)
    return ReleaseTables(
        {
            FACTS: stocks,
            SUMS: corridor_sums(stocks, every_origin=every_origin),
            TOTALS: published_totals(figures),
        },
        promises={TOTALS: "value >= 0 and male_value >= 0 and female_value >= 0"},
        notes=oddities(stocks),
    )


def read_figures(sheet: Sheet, header: Header, layout: Layout) -> pd.DataFrame:
    """Return every figure of a workbook, sums included.

    Columns: destination_code, origin_code (int32, UN DESA's location codes), year (int16), migrants,
    male_migrants, female_migrants (float64, whole numbers, NaN where not available), data_type (letters in
    the order B, C, I, R), coverage_note (both object, None where blank). Raises `ContentError` naming the
    places of unknown codes, repeated rows, and cells that are not a whole number of people.
    """
    table = Table(sheet, header)
    destinations, origins = table.codes("destination_code"), table.codes("origin_code")
    refuse_unknown_codes(table, destinations, origins)
    refuse_repeated_pairs(table, destinations, origins)
    counts = {name: table.counts(header.figures[name], layout.not_available) for name in MEASURES}
    refuse_missing_world(table, destinations, origins, counts["migrants"], layout.years)
    span = len(layout.years)
    return pd.DataFrame(
        {
            "destination_code": np.repeat(destinations, span),
            "origin_code": np.repeat(origins, span),
            "year": np.tile(np.array(layout.years, dtype="int16"), len(table.rows)),
            **{name: values.ravel() for name, values in counts.items()},
            "data_type": _repeat(table.texts("data_type", _data_type), span),
            "coverage_note": _repeat(table.texts("coverage_note", _note), span),
        }
    )


def facts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the available figures between two members as rows of `dw.fact_migrant_stock`.

    Members are countries and areas, and unknown origin. Columns: origin_id, destination_id, year (int16),
    migrants, male_migrants, female_migrants (Int64), data_type, coverage_note.
    """
    chosen = figures[~_is_sum(figures) & figures[list(MEASURES)].notna().any(axis=1)]
    return pd.DataFrame(
        {
            "origin_id": chosen["origin_code"].astype("int16"),
            "destination_id": chosen["destination_code"].astype("int16"),
            "year": chosen["year"],
            **{name: chosen[name].astype("Int64") for name in MEASURES},
            "data_type": chosen["data_type"],
            "coverage_note": chosen["coverage_note"],
        }
    ).reset_index(drop=True)


def corridor_sums(stocks: pd.DataFrame, *, every_origin: bool) -> pd.DataFrame:
    """Return the facts summed for both sides of every country, as rows of `dw.fact_migrant_stock_total`.

    Columns: country_id, year (int16), emigrants, male_emigrants, female_emigrants, immigrants, male_immigrants,
    female_immigrants (Int64). A sum of only missing figures is missing. Without every origin, immigrants are
    missing too.
    """
    sides = {"emigrants": "origin_id", "immigrants": "destination_id"}
    summed = []
    for measure, side in sides.items():
        names = dict(zip(MEASURES, (measure, f"male_{measure}", f"female_{measure}"), strict=True))
        sums = stocks.groupby([side, "year"])[list(MEASURES)].sum(min_count=1)
        summed.append(sums.rename(columns=names).rename_axis(["country_id", "year"]))
    emigrants, immigrants = summed
    if not every_origin:
        immigrants = immigrants.iloc[:0]
    both = emigrants.join(immigrants, how="outer").reset_index()
    return both.astype({"country_id": "int16", "year": "int16"})


def published_totals(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the available figures with a sum on either side as rows of `ops.published_total`.

    Columns: series ('migrant_stock'), destination_code, origin_code (text), year (int16), value, male_value,
    female_value (float64).
    """
    chosen = figures[_is_sum(figures) & figures[list(MEASURES)].notna().any(axis=1)]
    text = {code: str(code) for side in ("destination_code", "origin_code") for code in chosen[side].unique()}
    return pd.DataFrame(
        {
            "series": pd.Series("migrant_stock", index=chosen.index, dtype=object),
            "destination_code": chosen["destination_code"].map(text).astype(object),
            "origin_code": chosen["origin_code"].map(text).astype(object),
            "year": chosen["year"],
            "value": chosen["migrants"],
            "male_value": chosen["male_migrants"],
            "female_value": chosen["female_migrants"],
        }
    ).reset_index(drop=True)


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


def _repeat(words: Cells, span: int) -> "pd.Series[Any]":
    return pd.Series(np.repeat(words, span), dtype=object)


def _data_type(cell: Any) -> str | None:
    """Return the letters in one order, without spaces: "C B R" is "BCR"."""
    letters = "".join(str(cell).split())
    if len(set(letters)) != len(letters) or not set(letters) <= set(DATA_TYPE_LETTERS):
        raise ValueError(f"not a data type (letters of {', '.join(DATA_TYPE_LETTERS)}, each once)")
    return "".join(sorted(letters)) or None


def _note(cell: Any) -> str | None:
    """Return a note's number or numbers as text: Excel may hold "17" or 17."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) or None


def _is_sum(figures: pd.DataFrame) -> "pd.Series[bool]":
    sums = [int(code) for code in published_area_names()]
    return figures["destination_code"].isin(sums) | figures["origin_code"].isin(sums)
