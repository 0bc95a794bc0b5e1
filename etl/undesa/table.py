"""Read the rows below a header by whole columns, and refuse those that cannot be loaded.

Whether the figures are plausible and add up is for the checks of a loaded release.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import pandas as pd

from diaspora_dw.errors import ContentError
from etl.reference.country import countries
from etl.reference.group import published_area_names
from etl.undesa.header import Header
from etl.undesa.workbook import Sheet

HIGHEST_CODE = 99_999  # location codes have one to four digits
MOST_PEOPLE = 10_000_000_000  # more than there are
EXAMPLES = 5
WORLD = 900
UNKNOWN_ORIGIN = 2003

Cells = npt.NDArray[np.object_]
Codes = npt.NDArray[np.int32]


def _summarise(items: Sequence[Any], separator: str = ", ") -> str:
    more = f" and {len(items) - EXAMPLES:,} more" if len(items) > EXAMPLES else ""
    return separator.join(map(str, items[:EXAMPLES])) + more


class Table:
    """The rows below a header that are not blank, with a method for each kind of column."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._sheet = sheet
        self._header = header
        self.place = f"{sheet.file_name}, sheet '{sheet.name}'"
        below = sheet.rows[header.row + 1 :]
        cells = np.empty((len(below), len(sheet.rows[header.row])), dtype=object)
        if below:
            cells[:] = below
        filled = np.flatnonzero((cells != "").any(axis=1))
        if not len(filled):
            self.refuse("no rows below the column names")
        self._cells = cells[filled]
        self.rows = filled + header.row + 1
        """The numbers of the rows in the sheet, counted from 0."""

    def refuse(self, reason: str) -> NoReturn:
        """Raise `ContentError` with a reason, naming the file and the sheet."""
        raise ContentError(
            f"{self.place}: {reason}",
            advice="Nothing was loaded. Compare with the publisher's workbook; provide a valid one with --file.",
        )

    def codes(self, name: str, reason: str = "not a location code") -> Codes:
        """Return a column of location codes or row numbers. Raise `ContentError` naming invalid cells."""
        column = self._header.columns[name]
        values = self._numbers([column], (), reason)
        sound = (values >= 1) & (values <= HIGHEST_CODE) & (values == np.floor(values))
        self._refuse_cells(~sound, [column], reason)
        return values[:, 0].astype("int32")

    def counts(
        self, measure: str, not_available: Sequence[str], *, thousands: bool = False
    ) -> npt.NDArray[np.float64]:
        """Return a block of counts of people, NaN where a cell is blank or marked as not available.

        Thousands have decimals and are rounded to people. Raises `ContentError` naming cells that hold text, a
        negative number or a fraction of a person.
        """
        reason = "not a number of thousands of people" if thousands else "not a whole number of people"
        columns = self._header.figures[measure]
        values = self._numbers(columns, (*not_available, ""), reason)
        if thousands:
            values = np.rint(values * 1000)
        sound = (values >= 0) & (values < MOST_PEOPLE) & (values == np.floor(values))
        self._refuse_cells(~(sound | np.isnan(values)), columns, reason)
        return values

    def texts(self, name: str, read: Callable[[Any], str | None]) -> Cells:
        """Return a column of words. Each distinct cell is read once.

        Raises `ContentError` naming the cells of what `read` refuses with a `ValueError`.
        """
        column = self._header.columns[name]
        places, different = pd.factorize(self._cells[:, column], use_na_sentinel=False)
        words = np.empty(len(different), dtype=object)
        for number, cell in enumerate(different):
            try:
                words[number] = read(cell)
            except ValueError as fault:
                self._refuse_cells((places == number)[:, np.newaxis], [column], str(fault))
        return words[places]

    def _numbers(
        self, columns: Sequence[int], not_available: Sequence[str], reason: str
    ) -> npt.NDArray[np.float64]:
        cells = self._cells[:, columns]
        if not _all_numbers(cells):
            flat = pd.Series(map(_trim, cells.ravel()), dtype=object)
            cells = flat.mask(flat.isin(not_available), np.nan).to_numpy(dtype=object).reshape(cells.shape)
            if not _all_numbers(cells):
                self._refuse_cells(~np.vectorize(_is_number, otypes=[bool])(cells), columns, reason)
        return cells.astype("float64")

    def _refuse_cells(self, wrong: npt.NDArray[np.bool_], columns: Sequence[int], reason: str) -> None:
        """Refuse the cells that are true in a grid of all rows and the given columns, if any."""
        if not wrong.any():
            return
        shown = [
            f"{self._sheet.address(self.rows[row], columns[place])} {self._cells[row, columns[place]]!r}"
            for row, place in np.argwhere(wrong).tolist()
        ]
        self.refuse(f"{reason}: {_summarise(shown)}")


def refuse_unknown_codes(table: Table, destinations: Codes, origins: Codes) -> None:
    """Refuse location codes that neither M49 nor a known sum has. Only an origin may be "unknown"."""
    known = [*countries()["m49_code"].dropna(), *map(int, published_area_names())]
    unknown = [
        f"{code} as {side} (row {_summarise((table.rows[codes == code] + 1).tolist())})"
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
            f"destination {destination} and origin {origin} in rows {_summarise(rows.tolist())}"
            for (destination, origin), rows in repeated.groupby(["destination", "origin"], sort=False)["row"]
        ]
        table.refuse(f"the same pair more than once: {_summarise(shown, '; ')}")


def refuse_missing_world(
    table: Table, destinations: Codes, origins: Codes, migrants: npt.NDArray[np.float64], years: Sequence[int]
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


def _all_numbers(cells: Cells) -> bool:
    kind = pd.api.types.infer_dtype(cells.ravel(), skipna=False)
    return kind in ("floating", "integer", "mixed-integer-float")


def _is_number(cell: Any) -> bool:
    return isinstance(cell, float | int) and not isinstance(cell, bool)


def _trim(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell
