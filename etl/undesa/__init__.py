"""UN DESA's International Migrant Stock by destination and origin: who lives where and came from where."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diaspora_dw.fetching.snapshot import SnapshotFile
from diaspora_dw.rendering import wording
from diaspora_dw.source import Place, ReleaseTables
from etl.undesa.header import read_header
from etl.undesa.layout import Layout, layouts
from etl.undesa.source import BY_HAND, Editions, WorkbookSource
from etl.undesa.workbook import read_sheet

if TYPE_CHECKING:
    from etl.undesa.table import Table


class UndesaStock(WorkbookSource):
    """International Migrant Stock: every edition is a data set of its own. Figures of two are never combined."""

    code = "undesa"
    by_hand = BY_HAND.format(code)
    name = wording.STOCK
    caveats = (
        wording.DEFINITION_OF_EMIGRANTS,
        wording.EDITIONS_ARE_NOT_ONE_SERIES,
        "Where a destination does not know the origin of its migrants, they are in no country’s emigrants. The figures "
        "on such destinations have a note.",
    )
    reader_version = 2
    sample_folder = Path(__file__).parent / "sample"

    def editions(self) -> Editions:
        """Return the sheet of each edition."""
        return {edition: (layout,) for edition, layout in layouts().items()}

    def read_sample(self, data: bytes) -> ReleaseTables:
        """Read a sample, which has the corridors of one country only."""
        from etl.undesa import tidy  # noqa: PLC0415 - it imports pandas

        return tidy.release_tables(tidy.read_sample(data), tidy.no_names(), every_origin=False)

    def read_tables(self, tables: Sequence["Table"], layout: Layout) -> ReleaseTables:
        """Read the table of corridors."""
        from etl.undesa import tidy  # noqa: PLC0415 - it imports pandas

        (table,) = tables
        return tidy.release_tables(
            tidy.read_figures(table, layout), tidy.read_names(table), every_origin=True
        )

    def places(
        self, file: SnapshotFile, data: bytes, edition: str, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cells that hold a corridor's figures of a year."""
        return locate_in_workbook(file, data, layouts()[edition], key)


def locate_in_workbook(
    file: SnapshotFile, data: bytes, layout: Layout, key: Mapping[str, int | str]
) -> list[Place]:
    """Return the cells of both sexes, men and women, or nothing if there is no such corridor or year.

    `key` has `origin_id`, `destination_id` and `year`. Raises `ContentError` if the layout does not fit.
    """
    sheet = read_sheet(data, file.name, layout.sheet)
    header = read_header(sheet, layout)
    if key["year"] not in layout.years:
        return []
    destination, origin = header.columns["destination_code"], header.columns["origin_code"]
    corridor = (key["destination_id"], key["origin_id"])
    return [
        place
        for row, cells in enumerate(sheet.rows)
        if row > header.row and (cells[destination], cells[origin]) == corridor
        for place in header.places(file, sheet, row, layout.years.index(int(key["year"])))
    ]
