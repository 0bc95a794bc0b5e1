"""From the rows of the two tables, or a sample, to tidy frames: figures, facts, published sums. Without files."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import pandas as pd

from diaspora_dw.source import ReleaseTables
from etl.reference.group import published_area_names
from etl.undesa.layout import Layout
from etl.undesa.table import (
    WORLD,
    Table,
    refuse_missing_world,
    refuse_repeated_pairs,
    refuse_unknown_codes,
)
from etl.undesa.tidy import NAMES, TOTALS, as_names, read_data_type, read_name, read_note, repeat
from etl.undesa_destination.layout import IMMIGRANTS, POPULATION

IMMIGRANT_STOCK = "dw.fact_immigrant_stock"
POPULATIONS = "dw.fact_population"
SERIES = {"immigrant_stock": IMMIGRANTS, "population": POPULATION}
"""The names of the published sums, and their measures."""
TEXTS = ("data_type", "coverage_note")
MEASURES = (*IMMIGRANTS, *POPULATION)


def release_tables(figures: pd.DataFrame, names: pd.DataFrame) -> ReleaseTables:
    """Return the tables of a release from its figures (see `read_figures`) and names."""
    return ReleaseTables(
        {
            IMMIGRANT_STOCK: facts(figures, [*IMMIGRANTS, *TEXTS], IMMIGRANTS),
            POPULATIONS: facts(figures, POPULATION, POPULATION),
            TOTALS: published_totals(figures),
            NAMES: names,
        },
        promises={TOTALS: "value >= 0 and male_value >= 0 and female_value >= 0"},
    )


def read_figures(immigrants: Table, population: Table, layout: Layout) -> pd.DataFrame:
    """Return every figure of the two tables, sums included.

    Columns: place_code (int32, UN DESA's location code), year (int16), the three measures of immigrants and of the
    population (float64, whole persons, NaN where not available), data_type (letters in the order B, C, I, R),
    coverage_note (both object, None where blank). Raises `ContentError` naming the places of rows of one table that
    the other lacks or calls otherwise, unknown or repeated codes, and cells that are no number of people.
    """
    codes = immigrants.codes("place_code")
    everywhere = np.full_like(codes, WORLD)
    refuse_unknown_codes(immigrants, codes, everywhere)
    refuse_repeated_pairs(immigrants, codes, everywhere)
    counts = {name: immigrants.counts(name, layout.not_available) for name in IMMIGRANTS}
    refuse_missing_world(immigrants, codes, everywhere, counts["immigrants"], layout.years)
    order = same_rows(immigrants, population)
    for name in POPULATION:
        counts[name] = population.counts(name, layout.not_available, thousands=True)[order]
    span = len(layout.years)
    return pd.DataFrame(
        {
            "place_code": np.repeat(codes, span),
            "year": np.tile(np.array(layout.years, dtype="int16"), len(codes)),
            **{name: values.ravel() for name, values in counts.items()},
            "data_type": repeat(immigrants.texts("data_type", read_data_type), span),
            "coverage_note": repeat(immigrants.texts("coverage_note", read_note), span),
        }
    )


def same_rows(first: Table, second: Table) -> list[int]:
    """Return for each row of the first table the number of the second one's row of the same index and name.

    The second has no codes of its own. Raises `ContentError` naming the first row that differs.
    """
    rows = {}
    for table in (first, second):
        indexes = table.codes("row_index", "not the number of a row").tolist()
        names = table.texts("place_name", read_name).tolist()
        rows[table.place] = {index: (n, names[n]) for n, index in enumerate(indexes)}
        if len(rows[table.place]) < len(indexes):
            table.refuse("an index stands before more than one row")
    here, there = rows.values()
    for index, (n, name) in here.items():
        other = there.get(index, (None, None))[1]
        if other != name:
            second.refuse(
                f"the row with index {index} is {other!r}, but in {first.place} it is {name!r} "
                f"(row {first.rows[n] + 1}). The rows of the two tables must be the same"
            )
    if more := there.keys() - here.keys():
        n, name = there[min(more)]
        second.refuse(f"row {second.rows[n] + 1} ({name!r}, index {min(more)}) is not in {first.place}")
    return [there[index][0] for index in here]


def read_names(immigrants: Table) -> pd.DataFrame:
    """Return the names beside the codes: `ops.published_name`."""
    names = {
        "place_code": immigrants.codes("place_code"),
        "place_name": immigrants.texts("place_name", read_name),
    }
    return as_names(pd.DataFrame(names).dropna())


def read_sample(data: bytes) -> pd.DataFrame:
    """Return the figures of a bundled sample (in our own format), in the columns of `read_figures`."""
    frame = pd.read_csv(
        BytesIO(data),
        comment="#",
        keep_default_na=False,
        na_values={name: [""] for name in MEASURES},
        dtype={"place_code": "int32", "year": "int16"}
        | dict.fromkeys(MEASURES, "float64")
        | dict.fromkeys(TEXTS, "object"),
    )
    return frame.assign(**{name: frame[name].where(frame[name] != "", None) for name in TEXTS})


def facts(figures: pd.DataFrame, columns: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """Return the columns of a fact for the countries and years that have one of its measures."""
    chosen = figures[~_is_sum(figures) & figures[list(measures)].notna().any(axis=1)]
    named = chosen[["place_code", "year", *columns]].rename(columns={"place_code": "country_id"})
    types = {"country_id": "int16"} | dict.fromkeys(measures, "Int64")
    return named.astype(types).reset_index(drop=True)


def published_totals(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the available sums of both series: `ops.published_total`."""
    sums = figures[_is_sum(figures)]
    codes = sums["place_code"].map(str).astype(object)
    totals = [
        pd.DataFrame(
            {
                "series": series,
                "destination_code": codes,
                "origin_code": str(WORLD) if series == "immigrant_stock" else "",
                "year": sums["year"],
                **{
                    value: sums[name]
                    for value, name in zip(("value", "male_value", "female_value"), measures, strict=True)
                },
            }
        )
        for series, measures in SERIES.items()
    ]
    return pd.concat(totals, ignore_index=True).dropna(subset=["value"]).reset_index(drop=True)


def _is_sum(figures: pd.DataFrame) -> "pd.Series[bool]":
    return figures["place_code"].isin([int(code) for code in published_area_names()])
