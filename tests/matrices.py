"""Small files of bilateral remittance estimates, in the publisher's formats, sound or with one fault."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import openpyxl

from tests.workbooks import saved

Corridors = Mapping[tuple[str, str], float]

CORRIDORS: Corridors = {
    ("RUS", "TJK"): 2306.758117,
    ("RUS", "UZB"): 4701.25,
    ("DEU", "TJK"): 1.5,
    ("KAZ", "RUS"): 120.0,
}
"""Millions of US$ by the ISO3 codes of the country that sends and the one that receives."""

NAMES = {
    "DEU": "Germany",
    "KAZ": "Kazakhstan",
    "RUS": "Russian Federation",
    "TJK": "Tajikistan",
    "UZB": "Uzbekistan",
    "WLD": "World",
}
LABEL = "Bilateral Remittance Estimates using Migrant Stocks and Incomes (US$ million)"


def with_world(corridors: Corridors) -> dict[tuple[str, str], float]:
    """The corridors, and the sums over the world as published."""
    sums = dict(corridors)
    for (sender, receiver), millions in corridors.items():
        for pair in ((sender, "WLD"), ("WLD", receiver), ("WLD", "WLD")):
            sums[pair] = round(sums.get(pair, 0) + millions, 6)
    return sums


def estimate_lines(corridors: Corridors = CORRIDORS, year: int = 2021) -> list[dict[str, str]]:
    """The lines of Data360's file, as columns and values."""
    return [
        {
            "FREQ": "A",
            "REF_AREA": sender,
            "INDICATOR": "WB_KNOMAD_BRE",
            "SEX": "_T",
            "AGE": "_T",
            "URBANISATION": "_T",
            "UNIT_MEASURE": "USD_CUR",
            "COMP_BREAKDOWN_1": f"WB_KNOMAD_{receiver}",
            "COMP_BREAKDOWN_2": "_Z",
            "COMP_BREAKDOWN_3": "_Z",
            "TIME_PERIOD": str(year),
            "OBS_VALUE": f"{millions:.6f}",
            "UNIT_MULT": "0",
            "REF_AREA_LABEL": NAMES[sender],
            "INDICATOR_LABEL": LABEL,
            "COMP_BREAKDOWN_1_LABEL": NAMES[receiver],
        }
        for (sender, receiver), millions in sorted(with_world(corridors).items())
    ]


def estimates_file(lines: list[dict[str, str]] | None = None) -> bytes:
    """Data360's file: UTF-8 with a byte-order mark."""
    lines = estimate_lines() if lines is None else lines
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


Grid = list[list[Any]]


def matrix_grid(corridors: Corridors = CORRIDORS, year: int = 2016) -> Grid:
    """The cells of a matrix: title, names of receivers, a row for each sender, the sums, and a note below."""
    sums = with_world(corridors)
    senders, receivers = (sorted({pair[side] for pair in corridors}) for side in (0, 1))
    names = {**NAMES, "WLD": "WORLD"}
    title = (
        f"Bilateral Remittance Estimates for {year} using Migrant Stocks, Host Country Incomes, and Origin "
        "Country Incomes (millions of US$) (November 2017 Version)"
    )
    corner = "Remittance-receiving country (across)   -   Remittance-sending country (down) "
    rows = [
        [names[sender], *(sums.get((sender, receiver), 0) for receiver in [*receivers, "WLD"])]
        for sender in [*senders, "WLD"]
    ]
    head = [corner, *(names[receiver] for receiver in receivers), "WORLD"]
    grid: Grid = [[title], head, *rows, [], ["Notes:"]]
    return [row + [None] * (len(head) - len(row)) for row in grid]


def matrix_workbook(grid: Grid | None = None) -> bytes:
    """A workbook with a matrix in its first sheet, and a second sheet that is somebody else's."""
    workbook = openpyxl.Workbook()
    sheet, other = workbook.active, workbook.create_sheet("remshare")
    assert sheet is not None
    sheet.title = "Matrix"
    for row in matrix_grid() if grid is None else grid:
        sheet.append(row)
    other.append([0.04])
    return saved(workbook)


def matrix_csv(grid: Grid | None = None) -> bytes:
    """The form of 2018: a matrix as CSV, without title, sums and notes; what is not estimated is 0."""
    text = io.StringIO()
    rows = [row[:-1] for row in (matrix_grid() if grid is None else grid)[1:-3]]
    csv.writer(text).writerows([["", *rows[0][1:]], *rows[1:]])
    return text.getvalue().encode("utf-8-sig")
