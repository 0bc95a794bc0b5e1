"""Refuse a workbook whose rows cannot be loaded although each cell is valid.

The checks of a loaded release decide whether its figures are plausible and add up.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from diaspora_dw.errors import ContentError
from etl.reference.country import countries
from etl.reference.published_area import published_area_names
from etl.undesa.table import Table, summarise

WORLD = 900
UNKNOWN_ORIGIN = 2003

Codes = npt.NDArray[np.int32]


def refuse_unknown_codes(table: Table, destinations: Codes, origins: Codes) -> None:
    """Refuse location codes that neither M49 nor a known sum has. Only an origin may be "unknown"."""
    known = [*countries()["m49_code"].dropna(), *map(int, published_area_names())]
    unknown = [
        f"{code} as {side} (row {summarise((table.rows[codes == code] + 1).tolist())})"
        for side, codes, members in (
            ("destination", destinations, known),
            ("origin", origins, [*known, UNKNOWN_ORIGIN]),
        )
        for code in np.setdiff1d(codes, members)
    ]
    if unknown:
        raise ContentError(
            f"{table.place}: unknown location code {'; '.join(unknown)}",
            advice="Countries are listed in etl/reference/countries.yaml, sums in published_areas.yaml.",
        )


def refuse_repeated_pairs(table: Table, destinations: Codes, origins: Codes) -> None:
    """Refuse rows that have the same destination and origin."""
    pairs = pd.DataFrame({"destination": destinations, "origin": origins, "row": table.rows + 1})
    repeated = pairs[pairs.duplicated(["destination", "origin"], keep=False)]
    if len(repeated):
        shown = [
            f"destination {destination} and origin {origin} in rows {summarise(rows.tolist())}"
            for (destination, origin), rows in repeated.groupby(["destination", "origin"], sort=False)["row"]
        ]
        table.refuse(f"the same pair more than once: {summarise(shown, '; ')}")


def refuse_missing_world(
    table: Table,
    destinations: Codes,
    origins: Codes,
    migrants: npt.NDArray[np.float64],
    years: Sequence[int],
) -> None:
    """Refuse a workbook without the World's total of every year (`migrants`: rows by years)."""
    world = np.flatnonzero((destinations == WORLD) & (origins == WORLD))
    if not len(world):
        table.refuse(f"no row of the World's total (destination {WORLD}, origin {WORLD})")
    blank = [str(year) for year, value in zip(years, migrants[world[0]], strict=True) if np.isnan(value)]
    if blank:
        table.refuse(
            f"the World's total has no figure for {', '.join(blank)} (row {table.rows[world[0]] + 1})"
        )
