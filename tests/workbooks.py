"""Small workbooks in the layouts of UN DESA's editions, sound or with one fault, made with openpyxl.

The names of columns and titles are written out here once more: what the reader expects is itself under test.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Self
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from etl.reference.country import entities

MEASURES = ("migrants", "male_migrants", "female_migrants")
BLOCK_TITLES = {
    "migrants": "International migrant stock at mid-year, both sexes combined\n",
    "male_migrants": "International migrant stock at mid-year, males",
    "female_migrants": "International migrant stock at mid-year, females",
}
YEARS = {
    "2020": (1990, 1995, 2000, 2005, 2010, 2015, 2020),
    "2024": (1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024),
}
DESTINATION = "Region, development group, country or area of destination"
ORIGIN = "Region, development group, country or area of origin"
PLACE = "Region, development group, country or area"
WORLD = 900
KEY_COLUMNS = {
    "2020": {
        "row_index": "Index",
        "destination_name": DESTINATION,
        "coverage_note": "Notes of destination",
        "destination_code": "Location code of destination",
        "data_type": "Type of data of destination",
        "origin_name": ORIGIN,
        "origin_code": "Location code of origin",
    },
    "2024": {
        "row_index": "Index",
        "destination_name": DESTINATION,
        "coverage_note": "Coverage",
        "data_type": "Data type",
        "destination_code": "Location code of destination",
        "origin_name": ORIGIN,
        "origin_code": "Location code of origin",
    },
}
HEADER_ROW = 10  # counted from 0: row 11 of the spreadsheet; the blocks' titles stand three rows above

Stocks = Mapping[tuple[int, int], tuple[int, int]]

STOCKS: Stocks = {
    (276, 762): (120, 150),
    (276, 643): (9000, 11000),
    (276, 2003): (40, 60),
    (398, 762): (15000, 12000),
    (398, 860): (0, 0),
    (398, 2003): (7, 5),
    (643, 762): (240000, 170000),
    (643, 398): (1100000, 1300000),
}
"""Men and women of the first year by destination and origin; each later year has one more of both."""

NAMES = {
    900: "WORLD",
    908: "EUROPE",
    923: "Eastern Europe",
    926: "Western Europe",
    935: "ASIA",
    2003: "Other",
    5500: "Central Asia",
    **{e.country_id: e.country_name for e in entities() if e.entity_type == "country"},
}
"""What the rows are called."""

Sums = Mapping[int, set[int] | None]

SUMS: Sums = {
    900: None,
    935: {398, 762, 860},
    908: {276, 643},
    923: {643},
    926: {276},
    5500: {398, 762, 860},
}
"""The sums that a small workbook prints, with their members; None is everyone."""


class SmallWorkbook:
    """The cells of a small workbook, whose sums add up, and ways to spoil it."""

    def __init__(
        self,
        edition: str = "2024",
        stocks: Stocks = STOCKS,
        *,
        sums: Sums = SUMS,
        header_row: int = HEADER_ROW,
    ) -> None:
        self.edition = edition
        self.header_row = header_row
        self.keys = list(KEY_COLUMNS[edition])
        self.columns: list[Any] = [
            *self.keys,
            *((name, year) for name in MEASURES for year in YEARS[edition]),
        ]
        self.sheet_names = ["Table of contents", "Table 1", "Notes"]
        self.grid: list[list[Any]] = [[None] * len(self.columns) for _ in range(header_row + 1)]
        self.grid[1][4] = f"International Migrant Stock {edition}: Destination and origin"
        for measure, title in BLOCK_TITLES.items():
            self.grid[header_row - 3][self.columns.index((measure, YEARS[edition][0]))] = title
        self.grid[header_row] = [
            KEY_COLUMNS[edition][column] if column in self.keys else column[1] for column in self.columns
        ]
        self.pairs: list[tuple[int, int]] = []
        for pair, (men, women), summed in rows_with_sums(stocks, sums):
            self.add_row(pair, men, women, growth=summed)

    def add_row(self, pair: tuple[int, int], men: int, women: int, growth: int = 1) -> Self:
        """Add a row at the end, with as many men and women more from year to year."""
        destination, origin = pair
        keys = {
            "row_index": len(self.pairs) + 1,
            "destination_name": f"  {NAMES.get(destination)}*",
            "data_type": None if destination in SUMS else "B R ",
            "coverage_note": "17" if destination == 398 else None,
            "destination_code": destination,
            "origin_name": f"    {NAMES.get(origin)} ",
            "origin_code": origin,
        }
        row = []
        for column in self.columns:
            if column in self.keys:
                row.append(keys[column])
                continue
            measure, year = column
            grown = growth * YEARS[self.edition].index(year)
            counts = {"male_migrants": men + grown, "female_migrants": women + grown}
            row.append(counts.get(measure, sum(counts.values())))
        self.grid.append(row)
        self.pairs.append(pair)
        return self

    def place(self, pair: tuple[int, int], column: Any) -> tuple[int, int]:
        """Row and column of a figure ("migrants", 1990) or a key ("data_type") of a pair, counted from 0."""
        return self.header_row + 1 + self.pairs.index(pair), self.columns.index(column)

    def address(self, pair: tuple[int, int], column: Any) -> str:
        """The address of a cell as a spreadsheet program shows it."""
        row, number = self.place(pair, column)
        return f"Table 1!{get_column_letter(number + 1)}{row + 1}"

    def get(self, pair: tuple[int, int], column: Any) -> Any:
        """What is in the cell of a pair."""
        row, number = self.place(pair, column)
        return self.grid[row][number]

    def put(self, pair: tuple[int, int], column: Any, value: Any) -> Self:
        """Put something into the cell of a pair."""
        row, number = self.place(pair, column)
        self.grid[row][number] = value
        return self

    def name_column(self, column: Any, name: Any) -> Self:
        """Give a column another name."""
        self.grid[self.header_row][self.columns.index(column)] = name
        return self

    def name_block(self, measure: str, title: str | None) -> Self:
        """Give a block of years another title."""
        number = self.columns.index((measure, YEARS[self.edition][0]))
        self.grid[self.header_row - 3][number] = title
        return self

    def drop_column(self, column: Any) -> Self:
        """Leave a column out. A block's title stays above its first year."""
        number = self.columns.index(column)
        titles = self.grid[self.header_row - 3]
        if titles[number] and not titles[number + 1]:
            titles[number + 1] = titles[number]
        for row in self.grid:
            del row[number]
        del self.columns[number]
        return self

    def add_column(self, name: Any, value: Any = "x") -> Self:
        """Add a column at the right."""
        for row in self.grid[: self.header_row]:
            row.append(None)
        self.grid[self.header_row].append(name)
        for row in self.grid[self.header_row + 1 :]:
            row.append(value)
        self.columns.append(name)
        return self

    def move_column(self, column: Any, to: int) -> Self:
        """Move a key column to another place among the keys."""
        number = self.columns.index(column)
        for row in [*self.grid, self.columns]:
            row.insert(to, row.pop(number))
        return self

    def drop_rows(self, *pairs: tuple[int, int]) -> Self:
        """Leave rows out."""
        for pair in pairs:
            del self.grid[self.header_row + 1 + self.pairs.index(pair)]
            self.pairs.remove(pair)
        return self

    def halve(self) -> Self:
        """Cut the second half of the rows off."""
        return self.drop_rows(*self.pairs[len(self.pairs) // 2 :])

    def rename_sheet(self, name: str) -> Self:
        """Give the sheet of figures another name."""
        self.sheet_names[1] = name
        return self

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        workbook = openpyxl.Workbook()
        workbook.active.title = self.sheet_names[0]
        for name in self.sheet_names[1:]:
            workbook.create_sheet(name)
        return saved(workbook, {"xl/worksheets/sheet2.xml": _sheet_of(self.grid)})


def build_workbook(
    edition: str = "2024",
    stocks: Stocks = STOCKS,
    *,
    sums: Sums = SUMS,
    header_row: int = HEADER_ROW,
) -> SmallWorkbook:
    """A sound small workbook, to be spoilt or written as it is."""
    return SmallWorkbook(edition, stocks, sums=sums, header_row=header_row)


DESTINATION_COLUMNS = {
    "Table 1": (None, PLACE, "Coverage", "Data type", "Location code"),
    "Table 2": (None, PLACE, "Population notes", "Location code"),
}
POPULATION_TITLES = ("both sexes combined (thousands)", "males (thousands)", "females (thousands)")
PEOPLE_PER_MIGRANT = 100


def build_destination_workbook(
    stocks: Stocks = STOCKS, spoil: Callable[[Worksheet, Worksheet], object] = lambda *_: None
) -> bytes:
    """A small workbook of edition 2024 by destination, whose immigrants are those of `stocks`, to be spoilt.

    `spoil` gets the sheets of immigrants and of population. The header is in row 11, the World in row 12.
    """
    workbook = openpyxl.Workbook()
    workbook.active.title = "Table of contents"
    sheets = [workbook.create_sheet(name) for name in DESTINATION_COLUMNS]
    titles = (
        BLOCK_TITLES.values(),
        (f"Total population at mid-year, {title}" for title in POPULATION_TITLES),
    )
    years = YEARS["2024"]
    for sheet, blocks, columns in zip(sheets, titles, DESTINATION_COLUMNS.values(), strict=True):
        for number, title in enumerate(blocks):
            sheet.cell(8, len(columns) + 1 + number * len(years), title)
        for column, name in enumerate((*columns, *years * 3), 1):
            sheet.cell(11, column, name)
    totals = (row for row in rows_with_sums(stocks, SUMS) if row[0][1] == WORLD)
    for index, ((place, _), (men, women), growth) in enumerate(totals, 1):
        counts = [
            [count + growth * n * sexes for n in range(len(years))]
            for count, sexes in ((men + women, 2), (men, 1), (women, 1))
        ]
        name, kind = f"{NAMES[place]}*", None if place in SUMS else "B R "
        migrants = [count for block in counts for count in block]
        sheets[0].append([index, name, "17", kind, place, *migrants])
        sheets[1].append(
            [index, f"   {name}", "B2", kind, *(m * PEOPLE_PER_MIGRANT / 1000 for m in migrants)]
        )
    spoil(*sheets)
    return saved(workbook)


def rows_with_sums(stocks: Stocks, sums: Sums) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """The pairs that hold anyone, sums included: men and women, and how many stocks they sum."""
    destinations = {pair[0] for pair in stocks}
    origins = {pair[1] for pair in stocks}
    for destination in [*sums, *sorted(destinations)]:
        for origin in [*sums, *sorted(origins)]:
            summed = [
                counts
                for pair, counts in stocks.items()
                if _within(pair[0], destination, sums) and _within(pair[1], origin, sums)
            ]
            if summed:
                yield (
                    (destination, origin),
                    (sum(men for men, _ in summed), sum(women for _, women in summed)),
                    len(summed),
                )


def saved(workbook: openpyxl.Workbook, parts: Mapping[str, bytes] | None = None) -> bytes:
    """The workbook, with other parts if any are given, as a file that is the same in every process.

    openpyxl and zip note when they wrote it; a reader with other bytes than the loader's has another snapshot.
    """
    written, buffer = BytesIO(), BytesIO()
    workbook.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = (parts or {}).get(name) or old.read(name)
            part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _sheet_of(grid: Sequence[Sequence[Any]]) -> bytes:
    """A sheet's part of a workbook, which openpyxl takes many times as long to write."""
    rows = (
        "".join(_cell(value, column, row) for column, value in enumerate(cells, 1) if value is not None)
        for row, cells in enumerate(grid, 1)
    )
    lines = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
    schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{schema}"><sheetData>{lines}</sheetData></worksheet>'.encode()


def _cell(value: object, column: int, row: int) -> str:
    place = f'<c r="{get_column_letter(column)}{row}"'
    match value:
        case bool():
            return f'{place} t="b"><v>{value:d}</v></c>'
        case int() | float():
            return f"{place}><v>{value!r}</v></c>"
        case datetime():
            return f'{place} t="d"><v>{value.isoformat()}</v></c>'
        case str() if value in ERROR_CODES:
            return f'{place} t="e"><v>{value}</v></c>'
        case _:
            return f'{place} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def truncated(workbook: bytes) -> bytes:
    """The first half of a file, as a cut connection leaves it."""
    return workbook[: len(workbook) // 2]


def with_part(workbook: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced or added."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, content)
    return buffer.getvalue()


def zip_bomb(workbook: bytes, megabytes: int) -> bytes:
    """The workbook with a part of zeros that unpacks to as many megabytes."""
    return with_part(workbook, "xl/media/picture.bin", b"\0" * megabytes * 1_000_000)


def _within(place: int, area: int, sums: Sums) -> bool:
    members = sums.get(area, {area})
    return members is None or place in members
