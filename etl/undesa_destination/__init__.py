"""UN DESA's International Migrant Stock by destination: immigrants and population of every country.

Its figures of immigrants are the publisher's own totals. The corridors of the workbook with origins (`etl/undesa`)
add up to them, which the check `workbooks_disagree` proves, but two areas have a population and no corridors.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diaspora_dw.fetching.snapshot import SnapshotFile
from diaspora_dw.rendering import wording
from diaspora_dw.source import Place, ReleaseTables
from etl.undesa.header import read_header
from etl.undesa.layout import Layout
from etl.undesa.source import BY_HAND, Editions, WorkbookSource
from etl.undesa.workbook import read_sheet
from etl.undesa_destination.layout import layouts

if TYPE_CHECKING:
    from etl.undesa.table import Table


class UndesaDestination(WorkbookSource):
    """Immigrants and population: every edition is a data set of its own. Figures of two are never combined."""

    code = "undesa_destination"
    by_hand = BY_HAND.format(code)
    name = f"{wording.STOCK} by destination, with population"
    caveats = (wording.DEFINITION_OF_IMMIGRANTS, wording.EDITIONS_ARE_NOT_ONE_SERIES)
    reader_version = 1
    sample_folder = Path(__file__).parent / "sample"

    def editions(self) -> Editions:
        """Return the two sheets of each edition."""
        return layouts()

    def citation(self, edition: str) -> str:
        """Cite an edition as the workbooks suggest, and name this one."""
        return super().citation(edition).removesuffix(".") + ": by sex and destination."

    def read_sample(self, data: bytes) -> ReleaseTables:
        """Read a sample, which has one country."""
        from etl.undesa.tidy import no_names  # noqa: PLC0415 - these modules import pandas
        from etl.undesa_destination import tidy  # noqa: PLC0415

        return tidy.release_tables(tidy.read_sample(data), no_names())

    def read_tables(self, tables: Sequence["Table"], layout: Layout) -> ReleaseTables:
        """Read the tables of immigrants and of population."""
        from etl.undesa_destination import tidy  # noqa: PLC0415 - it imports pandas

        immigrants, population = tables
        figures = tidy.read_figures(immigrants, population, layout)
        return tidy.release_tables(figures, tidy.read_names(immigrants))

    def places(
        self, file: SnapshotFile, data: bytes, edition: str, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cells that hold a country's immigrants and population of a year."""
        return locate_in_workbook(file, data, edition, key)


def locate_in_workbook(
    file: SnapshotFile, data: bytes, edition: str, key: Mapping[str, int | str]
) -> list[Place]:
    """Return the cells of immigrants and population, or nothing if there is no such country or year.

    `key` has `country_id` and `year`. Raises `ContentError` if a layout does not fit.
    """
    places: list[Place] = []
    column, wanted = "place_code", key["country_id"]
    for layout, unit in zip(layouts()[edition], (1, 1000), strict=True):
        sheet = read_sheet(data, file.name, layout.sheet)
        header = read_header(sheet, layout)
        rows = [
            row
            for row, cells in enumerate(sheet.rows)
            if row > header.row and cells[header.columns[column]] == wanted
        ]
        if not rows or key["year"] not in layout.years:
            return []
        places += header.places(file, sheet, rows[0], layout.years.index(int(key["year"])), unit)
        # Only the first table has codes.
        column, wanted = "row_index", sheet.rows[rows[0]][header.columns["row_index"]]
    return places
