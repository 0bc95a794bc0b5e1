"""Find the cells of a workbook that a corridor's figures were read from."""

from collections.abc import Mapping

from diaspora_dw.fetching.snapshot import SnapshotFile
from diaspora_dw.source import Place
from etl.undesa.header import read_header
from etl.undesa.layout import MEASURES, Layout
from etl.undesa.workbook import read_sheet


def locate_in_workbook(
    file: SnapshotFile, data: bytes, layout: Layout, key: Mapping[str, int | str]
) -> list[Place]:
    """Return the cells of both sexes, men and women, or nothing if there is no such corridor or year.

    `key` has `origin_id`, `destination_id` and `year`. Raises `ContentError` if the layout does not fit.
    """
    sheet = read_sheet(data, file.name, layout.sheet)
    header = read_header(sheet, layout)
    corridor = (key["destination_id"], key["origin_id"])
    codes = [header.columns[name] for name in ("destination_code", "origin_code")]
    if key["year"] not in layout.years:
        return []
    place_of_year = layout.years.index(int(key["year"]))
    return [
        Place(file, sheet.address(row, column), measure, _number(cells[column]))
        for row, cells in enumerate(sheet.rows)
        if row > header.row and tuple(cells[column] for column in codes) == corridor
        for measure in MEASURES
        for column in [header.figures[measure][place_of_year]]
    ]


def _number(cell: object) -> float | None:
    """Return the figure in a cell, or None if there is none."""
    return float(cell) if isinstance(cell, int | float) else None
