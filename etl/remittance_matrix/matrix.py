"""Read a matrix: a workbook (2010 to 2017, 2021), or the CSV file of 2018, which has no title and no sums.

A row is the country where the senders live, a column the one that receives; both go by English names of their time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from diaspora_dw.errors import ContentError
from etl.reference.country import entities, known_names
from etl.remittance_matrix.estimates import (
    BY_HAND,
    MOST_MILLIONS,
    NO_NAMES,
    WORLD,
    YEAR_DIGITS,
    Estimates,
    dollars,
    read_lines,
    refuse,
    summarise,
)
from etl.undesa.workbook import Sheet, read_sheet

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
TITLE = re.compile(
    rf"Bilateral Remittance Estimates for ({YEAR_DIGITS}) .*\(millions of US\$\)"
    rf".*\(({'|'.join(MONTHS)}) ({YEAR_DIGITS}) Version\)"
)
DIRECTIONS = re.compile(r"receiving.*\(across\).*sending.*\(down\)")
YEAR_IN_NAME = re.compile(
    rf"matrix_?({YEAR_DIGITS})", re.IGNORECASE
)  # Bilateralremittancematrix2018Oct2019.csv
SUMS = ("world", "total", "total remittances")
GROUPS = ("other north", "other south", "unidentified")
"""Senders of 2010 to 2013 that are not countries."""
DECIMAL = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
MARK = re.compile(r"0\*|-|N/A\*?")
"""What stands where the publisher withdrew a figure: India to Pakistan and Israel to Lebanon, both ways. A plain 0 or
a blank cell means that the model has nothing to share out."""


@dataclass(frozen=True)
class _Matrix:
    """The sheet of a matrix, and where in it the figures are."""

    file_name: str
    sheet: Sheet
    header: int
    """The row with the names of the receivers."""
    year: int
    has_sums: bool
    updated_at: datetime | None = None

    def refuse(self, reason: str) -> NoReturn:
        """Raise `ContentError` with a reason, naming the file and the sheet."""
        refuse(f"{self.file_name}, sheet '{self.sheet.name}'", reason)


def read_workbook(data: bytes, file_name: str) -> Estimates:
    """Return the estimates in the first sheet of a workbook (others are not the publisher's).

    Raises `ContentError` naming the file, the sheet and the cells at fault.
    """
    try:
        sheet = read_sheet(data, file_name)
    except ContentError as fault:
        raise ContentError(fault.message, advice=BY_HAND) from fault
    title, directions = _text(sheet, 0, 0), _text(sheet, 1, 0)
    place = f"{file_name}, sheet '{sheet.name}'"
    found = TITLE.search(title)
    if found is None:
        refuse(
            place,
            f"{sheet.address(0, 0)} is not the title of a matrix ('Bilateral Remittance Estimates for … "
            f"(millions of US$) (… Version)') but {title!r}",
        )
    if not DIRECTIONS.search(directions):
        refuse(
            place,
            f"{sheet.address(1, 0)} does not say that receiving countries are across and sending ones down, "
            f"but {directions!r}",
        )
    updated_at = datetime(int(found[3]), MONTHS.index(found[2]) + 1, 1, tzinfo=UTC)
    return _read(_Matrix(file_name, sheet, 1, int(found[1]), has_sums=True, updated_at=updated_at))


def read_csv(data: bytes, file_name: str) -> Estimates:
    """Return the estimates in a CSV file, whose name tells the year. Raises as `read_workbook` does."""
    rows: list[list[Any]] = [*read_lines(data, file_name)]
    found = YEAR_IN_NAME.search(file_name)
    if found is None:
        refuse(
            file_name,
            "neither the file nor its name tells the year (as in Bilateralremittancematrix2018Oct2019.csv)",
        )
    return _read(
        _Matrix(file_name, Sheet(file_name, Path(file_name).stem, rows), 0, int(found[1]), has_sums=False)
    )


def _read(matrix: _Matrix) -> Estimates:
    sheet, header = matrix.sheet, matrix.header
    if len(sheet.rows) < header + 2 or len(sheet.rows[header]) < 2:
        matrix.refuse(
            "is not a table with a column for each receiving country and a row for each sending one"
        )
    receivers = _names(matrix, [(header, column) for column in range(1, len(sheet.rows[header]))])
    senders = _names(matrix, [(row, 0) for row in range(header + 1, len(sheet.rows))])
    figures, marks, wrong = [], [], []
    for row, destination in ((row, code) for (row, _), code in senders.items()):
        for column, origin in ((column, code) for (_, column), code in receivers.items()):
            cell = sheet.rows[row][column]
            millions = _number(cell)
            if millions is None or not 0 <= millions < MOST_MILLIONS:
                wrong.append(f"{sheet.address(row, column)} {cell!r}")
            elif isinstance(cell, str) and MARK.fullmatch(cell.strip()):
                marks.append(f"{_text(sheet, row, 0)} to {_text(sheet, header, column)} ({cell.strip()})")
            figures.append((origin, destination, millions, sheet.address(row, column)))
    if wrong:
        matrix.refuse(f"not millions of US$: {summarise(wrong)}")
    frame = pd.DataFrame(figures, columns=["origin_code", "destination_code", "remittances_usd", "place"])
    frame["remittances_usd"] = dollars(frame["remittances_usd"])
    frame = frame[frame["remittances_usd"] > 0]
    if matrix.has_sums and not (frame[["origin_code", "destination_code"]] == WORLD).all(axis=1).any():
        matrix.refuse("the total of the world is blank")
    notes = [f"the publisher withdrew the figures of {summarise(marks)}"] if marks else []
    return Estimates(matrix.year, frame, NO_NAMES, matrix.updated_at, notes)


def _names(matrix: _Matrix, cells: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the codes of a side by the cells of their names, up to the sum over the world or a blank name.

    Raises `ContentError` listing unknown names, names of one country, or if the sum is missing.
    """
    sheet, known = matrix.sheet, _codes()
    codes: dict[tuple[int, int], str] = {}
    unknown = []
    for cell in cells:
        name = _text(sheet, *cell).rstrip("*")
        if not name and matrix.has_sums:
            break  # the sum over the world should have come before
        code = known.get(name.lower())
        if code is None:
            unknown.append(f"{name!r} ({sheet.address(*cell)})")
            continue
        if code in codes.values():
            earlier = next(place for place, other in codes.items() if other == code)
            matrix.refuse(f"{name} is at {sheet.address(*cell)} and at {sheet.address(*earlier)}")
        codes[cell] = code
        if code == WORLD:
            break
    if unknown:
        raise ContentError(
            f"{matrix.file_name}: unknown names of countries: {summarise(unknown)}",
            advice="Nothing was loaded. Add the names to other_names in etl/reference/countries.yaml.",
        )
    if matrix.has_sums and WORLD not in codes.values():
        matrix.refuse(f"the names from {sheet.address(*cells[0])} on do not end with the sum over the world")
    return codes


@cache
def _codes() -> dict[str, str]:
    """Return the code of every name, in small letters."""
    places = {str(entity.country_id) for entity in entities() if entity.entity_type != "unknown"}
    names = {name.lower(): code for code, name in known_names().itertuples(index=False) if code in places}
    return names | dict.fromkeys(SUMS, WORLD) | {group: group.title() for group in GROUPS}


def _number(cell: Any) -> float | None:
    """Return a figure, 0 for what is not estimated, or None if a cell has something else."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text or MARK.fullmatch(text):
            return 0.0
        return float(text) if DECIMAL.fullmatch(text) else None
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _text(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell as text with single spaces, blank if the sheet ends before it."""
    is_there = row < len(sheet.rows) and column < len(sheet.rows[row])
    return " ".join(str(sheet.rows[row][column]).split()) if is_there else ""
