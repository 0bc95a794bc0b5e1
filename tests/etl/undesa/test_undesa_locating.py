"""Finding a corridor's cells in a workbook, wherever its columns and rows stand."""

from datetime import UTC, datetime

import pytest

from diaspora_dw.fetching.snapshot import SnapshotFile
from etl.undesa import locate_in_workbook
from etl.undesa.layout import layouts
from tests.workbooks import build_workbook

FILE = SnapshotFile("stock.xlsx", "https://example.org", "0" * 64, 1, datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("edition", ["2020", "2024"])
@pytest.mark.parametrize("header_row", [5, 10])
def test_cells_are_found_where_they_stand(edition: str, header_row: int) -> None:
    workbook = build_workbook(edition, header_row=header_row)
    key = {"origin_id": 762, "destination_id": 276, "year": 2015}
    places = locate_in_workbook(FILE, workbook.to_bytes(), layouts()[edition], key)

    expected = [
        (measure, workbook.address((276, 762), (measure, 2015)))
        for measure in ("migrants", "male_migrants", "female_migrants")
    ]
    assert [(place.measure, place.where) for place in places] == expected
    assert [place.value for place in places] == [280, 125, 155]


def test_a_cell_without_a_figure_holds_none() -> None:
    workbook = build_workbook().put((276, 762), ("male_migrants", 2015), "..")
    key = {"origin_id": 762, "destination_id": 276, "year": 2015}
    places = locate_in_workbook(FILE, workbook.to_bytes(), layouts()["2024"], key)
    assert [place.value for place in places] == [280, None, 155]


@pytest.mark.parametrize(("destination", "year"), [(999, 2015), (276, 2013)])
def test_what_is_not_in_the_workbook_has_no_place(destination: int, year: int) -> None:
    key = {"origin_id": 762, "destination_id": destination, "year": year}
    assert locate_in_workbook(FILE, build_workbook().to_bytes(), layouts()["2024"], key) == []
