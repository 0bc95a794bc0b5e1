"""UN DESA's International Migrant Stock by destination and origin: who lives where and came from where."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.source import Place, ReleaseTables
from etl.undesa.header import read_header
from etl.undesa.layout import Layout, layouts
from etl.undesa.source import Editions, WorkbookSource
from etl.undesa.workbook import read_sheet


class UndesaStock(WorkbookSource):
    """International Migrant Stock: every edition is a data set of its own. Figures of two are never combined."""

    code = "undesa"
    name = "UN DESA, International Migrant Stock"
    reader_version = 2
    sample_folder = Path(__file__).parent / "sample"

    def editions(self) -> Editions:
        """Return the sheet of each edition."""
        return {edition: (layout,) for edition, layout in layouts().items()}

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read the facts and the published sums of a workbook, or of a sample.

        Raises `ContentError` naming the file, the sheet and the place.
        """
        from etl.undesa import tidy  # noqa: PLC0415 - these modules import pandas
        from etl.undesa.table import Table  # noqa: PLC0415

        file = snapshot.files[0]
        data = store.read(file.sha256)
        if snapshot.is_sample:
            figures, names = tidy.read_sample(data), tidy.no_names()
        else:
            layout = layouts()[snapshot.dataset]
            sheet = read_sheet(data, file.name, layout.sheet)
            table = Table(sheet, read_header(sheet, layout))
            figures, names = tidy.read_figures(table, layout), tidy.read_names(table)
        return tidy.release_tables(figures, names, every_origin=not snapshot.is_sample)

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cells that hold a corridor's figures of a year, nothing for a sample."""
        if snapshot.is_sample:
            return ()
        file = snapshot.files[0]
        return locate_in_workbook(file, store.read(file.sha256), layouts()[snapshot.dataset], key)


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
