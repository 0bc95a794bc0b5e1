"""Reading UN DESA's workbook by destination: two tables whose rows are joined by index and name."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from diaspora_dw.errors import ContentError
from diaspora_dw.fetching.snapshot import SnapshotFile, SnapshotStore
from diaspora_dw.source import ReleaseTables
from etl.undesa_destination import UndesaDestination, locate_in_workbook
from etl.undesa_destination.tidy import IMMIGRANT_STOCK, POPULATIONS
from tests.conftest import SHARED
from tests.workbooks import STOCKS, build_destination_workbook, build_workbook

WORKBOOK = "undesa_pd_2024_ims_stock_by_sex_and_destination.xlsx"
GERMANY = 18
"""Its row in the small workbook."""


def read(data: bytes, tmp_path: Path) -> ReleaseTables:
    path, store = tmp_path / "by-destination.xlsx", SnapshotStore(tmp_path / "snapshots")
    path.write_bytes(data)
    source = UndesaDestination()
    (snapshot,) = source.adopt([path], store)
    assert snapshot.edition == "2024"
    return source.transform(snapshot, store)


def of_country(frame: pd.DataFrame, country: int, year: int) -> list[object]:
    row = frame[(frame["country_id"] == country) & (frame["year"] == year)]
    return row.drop(columns=["country_id", "year"]).to_numpy().tolist()


def test_immigrants_and_population_are_read_for_countries_and_sums_are_kept_apart(tmp_path: Path) -> None:
    facts = read(build_destination_workbook(), tmp_path).facts
    assert of_country(facts[IMMIGRANT_STOCK], 276, 1990) == [[20_370, 9_160, 11_210, "BR", "17"]]
    assert of_country(facts[POPULATIONS], 276, 1990) == [[2_037_000, 916_000, 1_121_000]]
    assert set(facts[IMMIGRANT_STOCK]["country_id"]) == {destination for destination, _ in STOCKS}
    totals = facts["ops.published_total"].set_index(["series", "destination_code", "origin_code", "year"])
    assert totals.loc[("immigrant_stock", "900", "900", 1990), "value"] == 2_857_382
    assert totals.loc[("population", "900", "", 1990), "value"] == 285_738_200


def test_a_country_may_have_a_population_only(tmp_path: Path) -> None:
    def spoil(immigrants: Worksheet, _: Worksheet) -> None:
        for column in range(6, 30):
            immigrants.cell(GERMANY, column).value = ".." if column % 2 else None

    facts = read(build_destination_workbook(spoil=spoil), tmp_path).facts
    assert 276 not in set(facts[IMMIGRANT_STOCK]["country_id"])
    assert 276 in set(facts[POPULATIONS]["country_id"])


def put(sheet: int, cell: str, value: object) -> Callable[[Worksheet, Worksheet], None]:
    def spoil(*sheets: Worksheet) -> None:
        sheets[sheet][cell] = value

    return spoil


REFUSED = {
    "another name in the second table": (
        put(1, f"B{GERMANY}", "France"),
        ["sheet 'Table 2'", "index 7 is 'France'", "'Germany' (row 18)", "must be the same"],
    ),
    "an index that the first table lacks": (
        put(1, f"A{GERMANY}", 99),
        ["sheet 'Table 2'", "index 7 is None", "'Germany' (row 18)"],
    ),
    "a row more in the second table": (
        lambda _, population: population.append([99, "France"]),
        ["sheet 'Table 2'", "row 21 ('France', index 99) is not in"],
    ),
    "an index twice": (
        put(0, f"A{GERMANY}", 8),
        ["sheet 'Table 1'", "index stands before more than one row"],
    ),
    "an index that is a word": (put(0, f"A{GERMANY}", "x"), ["not the number of a row: Table 1!A18 'x'"]),
    "an unknown code": (put(0, f"E{GERMANY}", 277), ["unknown location code 277", "row 18"]),
    "a code twice": (put(0, f"E{GERMANY}", 643), ["the same pair more than once", "643"]),
    "a fraction of a migrant": (put(0, f"F{GERMANY}", 0.5), ["whole number of people: Table 1!F18 0.5"]),
    "a word for a population": (put(1, f"E{GERMANY}", "many"), ["thousands of people: Table 2!E18 'many'"]),
    "a negative population": (put(1, f"E{GERMANY}", -1.5), ["thousands of people: Table 2!E18 -1.5"]),
    "no World": (put(0, "F12", None), ["the World's total has no figure for 1990"]),
    "a column renamed": (put(1, "D11", "Code"), ["unknown column 'Code' at Table 2!D11"]),
    "a unit that changed": (
        put(1, "E8", "Total population at mid-year, both sexes combined (millions)"),
        ["unknown block title", "Table 2!E8"],
    ),
}


@pytest.mark.parametrize(("spoil", "named"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_workbook_is_refused_with_the_place(
    spoil: Callable[[Worksheet, Worksheet], object], named: list[str], tmp_path: Path
) -> None:
    with pytest.raises(ContentError) as caught:
        read(build_destination_workbook(spoil=spoil), tmp_path)
    for words in ("by-destination.xlsx", *named):
        assert words in caught.value.message
    assert caught.value.advice


def test_the_workbook_with_origins_is_not_taken_for_this_one(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="has no sheet 'Table 2'") as caught:
        read(build_workbook().to_bytes(), tmp_path)
    assert "undesa_destination=PATH" in caught.value.advice


def test_figures_are_found_in_their_cells() -> None:
    file = SnapshotFile("stock.xlsx", "https://example.org", "0" * 64, 1, datetime(2025, 1, 1, tzinfo=UTC))
    data = build_destination_workbook()
    found = locate_in_workbook(file, data, "2024", {"country_id": 276, "year": 1995})
    assert [(place.where, place.measure, place.value) for place in found] == [
        ("Table 1!G18", "immigrants", 20_376),
        ("Table 1!O18", "male_immigrants", 9_163),
        ("Table 1!W18", "female_immigrants", 11_213),
        ("Table 2!F18", "population", 2_037_600),
        ("Table 2!N18", "male_population", 916_300),
        ("Table 2!V18", "female_population", 1_121_300),
    ]
    assert locate_in_workbook(file, data, "2024", {"country_id": 276, "year": 1991}) == []
    assert locate_in_workbook(file, data, "2024", {"country_id": 4, "year": 1995}) == []


def test_the_published_workbook_has_the_known_figures(tmp_path: Path) -> None:
    path = SHARED / "sources" / "undesa" / WORKBOOK
    if not path.is_file():
        pytest.skip("needs the publishers' figures in ../shared")
    facts = read(path.read_bytes(), tmp_path).facts
    assert of_country(facts[IMMIGRANT_STOCK], 276, 2024)[0][0] == 16_750_084
    assert of_country(facts[POPULATIONS], 762, 2024) == [[10_590_927, 5_203_997, 5_386_931]]
    assert set(facts[POPULATIONS]["country_id"]) - set(facts[IMMIGRANT_STOCK]["country_id"]) == {652, 663}
    totals = facts["ops.published_total"].set_index(["series", "destination_code", "year"])["value"]
    assert totals["immigrant_stock", "900", 2024] == 304_021_813
