"""Find a table's header in a sheet and the columns of a layout in it, by their names and titles.

Nothing depends on positions: the row of names may move, and columns may be in any order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from diaspora_dw.errors import ContentError
from diaspora_dw.fetching.snapshot import SnapshotFile
from diaspora_dw.source import Place
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

    def places(
        self, file: SnapshotFile, sheet: Sheet, row: int, year_number: int, unit: int = 1
    ) -> Iterator[Place]:
        """Return the cells of a row that hold the measures of a year, given by its number in the layout."""
        for measure, columns in self.figures.items():
            cell = sheet.rows[row][columns[year_number]]
            value = round(cell * unit) if isinstance(cell, int | float) else None
            yield Place(file, sheet.address(row, columns[year_number]), measure, value)


def read_header(sheet: Sheet, layout: Layout) -> Header:
    """Return the header of a sheet. Raise `ContentError` naming every missing or unknown column and its place."""
    header, faults = fit_layout(sheet, layout)
    if header is None:
        raise ContentError(
            f"{sheet.file_name}, sheet '{sheet.name}': not the layout of edition {layout.edition}: "
            + "; ".join(faults),
            advice=f"If the publisher changed the layout, describe it in {layout.described_in}.",
        )
    return header


def fit_layout(sheet: Sheet, layout: Layout) -> tuple[Header | None, list[str]]:
    """Return the header of a sheet, or None and the sheet's differences from the layout with their places."""
    row = _header_row(sheet, layout)
    if row is None:
        missing = [f"column '{name}' is missing" for name in layout.columns.values()]
        return None, [f"no row of column names in the first {ROWS_BEFORE_DATA}", *missing]
    faults: list[str] = []
    titles = _block_titles(sheet, row, layout, faults)
    columns, figures = _positions(sheet, row, layout, titles, faults)
    for name, theirs in layout.columns.items():
        if name not in columns:
            faults.append(f"column '{theirs}' is missing (row {row + 1})")
    for measure, title in layout.blocks.items():
        absent = [str(year) for year in layout.years if year not in figures[measure]]
        if absent and measure in titles.values():
            faults.append(f"column {', '.join(absent)} of '{title}' is missing (row {row + 1})")
    if faults:
        return None, faults
    by_year = {measure: tuple(block[year] for year in layout.years) for measure, block in figures.items()}
    return Header(row, columns, by_year), []


def _header_row(sheet: Sheet, layout: Layout) -> int | None:
    names, years = set(layout.columns.values()), set(layout.years)
    matches = [
        len(names.intersection(map(_words, row))) + len(years.intersection(map(_year, row)))
        for row in sheet.rows[:ROWS_BEFORE_DATA]
    ]
    most = max(matches, default=0)
    return matches.index(most) if most >= NAMES_THAT_MAKE_A_HEADER else None


def _positions(
    sheet: Sheet, row: int, layout: Layout, titles: Mapping[int, str], faults: list[str]
) -> tuple[dict[str, int], dict[str, dict[int, int]]]:
    """Return the columns before the years by our names, and those of each measure by year."""
    ours = {theirs: name for name, theirs in layout.columns.items()}
    cells = sheet.rows[row]
    names = [ours.get(_words(cell)) for cell in cells]
    if "row_index" not in names and not _words(cells[0]):
        names[0] = "row_index"  # the publisher leaves the first name blank in some workbooks
    columns: dict[str, int] = {}
    figures: dict[str, dict[int, int]] = {measure: {} for measure in layout.blocks}
    measure = None
    for column, (name, cell) in enumerate(zip(names, cells, strict=True)):
        measure = titles.get(column, measure)
        place, words, year = sheet.address(row, column), _words(cell), _year(cell)
        if name in columns:
            faults.append(f"column '{words}' appears twice, the second time at {place}")
        elif name:
            columns[name] = column
        elif year and year in layout.years:
            if measure is None:
                faults.append(f"year {year} at {place} has no block title above it")
            elif figures[measure].setdefault(year, column) != column:
                faults.append(f"year {year} at {place} appears twice under one block title")
        elif words:
            faults.append(f"unknown column '{year or words}' at {place}")
        elif any(_words(below[column]) for below in sheet.rows[row:]):
            faults.append(f"column {column_letters(column)} is not empty but has no name in row {row + 1}")
    return columns, figures


def _block_titles(sheet: Sheet, header_row: int, layout: Layout, faults: list[str]) -> dict[int, str]:
    """Return the measure of each block of years by the column of its title, in a row above the header."""
    measures = {title.casefold(): measure for measure, title in layout.blocks.items()}
    for row in range(header_row - 1, -1, -1):
        cells = [_words(cell) for cell in sheet.rows[row]]
        # A title reads "International migrant stock at mid-year, males".
        found = [measures.get(words.rpartition(",")[2].strip().casefold()) for words in cells]
        titles = {column: measure for column, measure in enumerate(found) if measure}
        if not titles:
            continue
        faults += [
            f"unknown block title '{words}' at {sheet.address(row, column)}"
            for column, words in enumerate(cells)
            if words and column not in titles
        ]
        for measure, title in layout.blocks.items():
            if (times := found.count(measure)) != 1:
                faults.append(f"block title '{title}' appears {times} times in row {row + 1}, not once")
        return titles
    wanted = ", ".join(f"'{title}'" for title in layout.blocks.values())
    faults.append(f"no block titles ({wanted}) above row {header_row + 1}")
    return {}


def _year(cell: Any) -> int | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell == cell // 1:
        return int(cell)
    text = _words(cell)
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _words(cell: Any) -> str:
    return " ".join(str(cell).split())
