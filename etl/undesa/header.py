"""Find a table's header in a sheet by its names, and the position of each column of a layout.

Nothing depends on positions: the row of names may move, columns may be in any order, and the three blocks of years
are distinguished by the titles above them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diaspora_dw.errors import ContentError
from etl.undesa.layout import Layout
from etl.undesa.workbook import Sheet, column_letters

ROWS_BEFORE_DATA = 100  # the header of the editions known is row 11
NAMES_THAT_MAKE_A_HEADER = 3


@dataclass(frozen=True)
class Header:
    """The positions of a layout's columns in a sheet, counted from 0."""

    row: int
    columns: Mapping[str, int]
    """The columns before the years, by our names."""
    figures: Mapping[str, tuple[int, ...]]
    """The columns of each measure, one for each year of the layout."""


@dataclass(frozen=True)
class Fit:
    """How a sheet fits a layout: its header, or the differences with their places."""

    layout: Layout
    header: Header | None
    faults: tuple[str, ...] = ()


def normalise(name: Any) -> str:
    """Return a name without stray spaces and line breaks."""
    return " ".join(str(name).split())


def read_header(sheet: Sheet, layout: Layout) -> Header:
    """Return the header of a sheet. Raise `ContentError` naming every missing or unknown column and its place."""
    fit = fit_layout(sheet, layout)
    if fit.header is None:
        raise ContentError(
            f"{sheet.file_name}, sheet '{sheet.name}': not the layout of edition {layout.edition}: "
            + "; ".join(fit.faults),
            advice="If the publisher changed the layout, describe it in etl/undesa/layouts.yaml.",
        )
    return fit.header


def fit_layout(sheet: Sheet, layout: Layout) -> Fit:
    """Compare a sheet with a layout."""
    row = _header_row(sheet, layout)
    if row is None:
        missing = [f"column '{name}' is missing" for name in layout.columns.values()]
        return Fit(layout, None, (f"no row of column names in the first {ROWS_BEFORE_DATA}", *missing))
    faults: list[str] = []
    columns = _key_columns(sheet, row, layout, faults)
    years = _year_columns(sheet, row, layout, set(columns.values()), faults)
    figures = _figure_columns(sheet, row, layout, years, faults)
    return Fit(layout, None if faults else Header(row, columns, figures), tuple(faults))


def _header_row(sheet: Sheet, layout: Layout) -> int | None:
    """Return the row with most of the layout's names."""
    wanted = set(layout.columns.values())
    matches = [len({normalise(cell) for cell in row} & wanted) for row in sheet.rows[:ROWS_BEFORE_DATA]]
    most = max(matches, default=0)
    return matches.index(most) if most >= NAMES_THAT_MAKE_A_HEADER else None


def _key_columns(sheet: Sheet, row: int, layout: Layout, faults: list[str]) -> dict[str, int]:
    ours = {theirs: name for name, theirs in layout.columns.items()}
    columns: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[row]):
        name = ours.get(normalise(cell))
        if name in columns:
            faults.append(
                f"column '{normalise(cell)}' appears twice, the second time at {sheet.address(row, column)}"
            )
        elif name:
            columns[name] = column
    if "row_index" not in columns and normalise(sheet.rows[row][0]) == "":
        columns["row_index"] = 0  # the publisher leaves the first name blank in some workbooks
    faults += [
        f"column '{theirs}' is missing (row {row + 1})"
        for name, theirs in layout.columns.items()
        if name not in columns
    ]
    return columns


def _year_columns(
    sheet: Sheet, row: int, layout: Layout, keys: set[int], faults: list[str]
) -> list[tuple[int, int]]:
    """Return the columns of the layout's years, with the year. A column that is neither year nor key is a fault."""
    years = []
    for column, cell in enumerate(sheet.rows[row]):
        year = _year(cell)
        if column in keys or _is_blank_column(sheet, row, column):
            continue
        if year in layout.years:
            years.append((column, year))
        elif normalise(cell) and normalise(cell) not in layout.columns.values():
            shown = year or normalise(cell)
            faults.append(f"unknown column '{shown}' at {sheet.address(row, column)}")
        elif not normalise(cell):
            faults.append(f"column {column_letters(column)} is not empty but has no name in row {row + 1}")
    return years


def _figure_columns(
    sheet: Sheet, row: int, layout: Layout, years: list[tuple[int, int]], faults: list[str]
) -> dict[str, tuple[int, ...]]:
    titles = _block_titles(sheet, row, layout, faults)
    found: dict[str, dict[int, int]] = {measure: {} for measure in layout.blocks}
    for column, year in years:
        before = [start for start in titles if start <= column]
        if not before:
            faults.append(f"year {year} at {sheet.address(row, column)} has no block title above it")
            continue
        block = found[titles[max(before)]]
        if year in block:
            faults.append(f"year {year} at {sheet.address(row, column)} appears twice under one block title")
        block[year] = column
    for measure, title in layout.blocks.items():
        missing = [str(year) for year in layout.years if year not in found[measure]]
        if missing and measure in titles.values():
            faults.append(f"column {', '.join(missing)} of '{title}' is missing (row {row + 1})")
    return {
        measure: tuple(block[year] for year in layout.years if year in block)
        for measure, block in found.items()
    }


def _block_titles(sheet: Sheet, header_row: int, layout: Layout, faults: list[str]) -> dict[int, str]:
    """Return the measure of each block of years by the column of its title, in a row above the header."""
    measures = {title.casefold(): measure for measure, title in layout.blocks.items()}

    def measure_of(cell: Any) -> str | None:
        # A title reads "International migrant stock at mid-year, males".
        return measures.get(normalise(cell).rpartition(",")[2].strip().casefold())

    for row in range(header_row - 1, -1, -1):
        cells = sheet.rows[row]
        titles = {column: measure for column, cell in enumerate(cells) if (measure := measure_of(cell))}
        if not titles:
            continue
        faults += [
            f"unknown block title '{normalise(cell)}' at {sheet.address(row, column)}"
            for column, cell in enumerate(cells)
            if normalise(cell) and column not in titles
        ]
        for measure, title in layout.blocks.items():
            times = list(titles.values()).count(measure)
            if times != 1:
                faults.append(f"block title '{title}' appears {times} times in row {row + 1}, not once")
        return titles
    wanted = ", ".join(f"'{title}'" for title in layout.blocks.values())
    faults.append(f"no block titles ({wanted}) above row {header_row + 1}")
    return {}


def _year(cell: Any) -> int | None:
    """Return the year in a header cell, which is a number or text."""
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell == cell // 1:
        return int(cell)
    text = normalise(cell)
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _is_blank_column(sheet: Sheet, header_row: int, column: int) -> bool:
    return all(normalise(row[column]) == "" for row in sheet.rows[header_row:])
