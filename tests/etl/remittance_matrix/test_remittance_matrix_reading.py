"""Reading the publisher's three formats: what comes of sound files, and what is said about others."""

from collections.abc import Callable

import pandas as pd
import pytest

from diaspora_dw.errors import ContentError
from etl.remittance_matrix import read_file
from etl.remittance_matrix.tidy import FACTS, NAMES, TOTALS, release_tables
from tests.matrices import (
    CORRIDORS,
    Grid,
    estimate_lines,
    estimates_file,
    matrix_csv,
    matrix_grid,
    matrix_workbook,
)

TAJIKISTAN, RUSSIA, GERMANY = 762, 643, 276
Lines = list[dict[str, str]]


def facts(data: bytes, name: str) -> dict[str, pd.DataFrame]:
    return dict(release_tables(read_file(data, name)).facts)


def amounts(tables: dict[str, pd.DataFrame]) -> dict[tuple[int, int], float]:
    """US$ by the country that receives and the one that sends."""
    rows = tables[FACTS][["origin_id", "destination_id", "remittances_usd"]].itertuples(index=False)
    return {(origin, destination): usd for origin, destination, usd in rows}


@pytest.mark.parametrize(
    ("data", "name", "year", "sums"),
    [
        (estimates_file(), "WB_KNOMAD_BRE.csv", 2021, 7),
        (matrix_workbook(), "2016.xlsx", 2016, 7),
        (matrix_csv(), "bilateralremittancematrix2018.csv", 2018, 0),
    ],
)
def test_every_format_gives_who_receives_how_many_dollars_from_where(
    data: bytes, name: str, year: int, sums: int
) -> None:
    tables = facts(data, name)
    received = amounts(tables)
    assert received[TAJIKISTAN, RUSSIA] == 2_306_758_117
    assert received[TAJIKISTAN, GERMANY] == 1_500_000
    assert len(received) == len(CORRIDORS)
    assert set(tables[FACTS]["year"]) == {year}
    assert len(tables[TOTALS]) == sums


def test_a_figure_is_found_at_its_cell_or_line() -> None:
    def place(data: bytes, name: str) -> str:
        figures = read_file(data, name).figures
        return str(figures.set_index(["origin_code", "destination_code"])["place"]["762", "276"])

    assert place(matrix_workbook(), "2016.xlsx") == "Matrix!C3"
    line = estimate_lines()[int(place(estimates_file(), "a.csv").removeprefix("line ")) - 2]
    assert (line["REF_AREA"], line["COMP_BREAKDOWN_1"]) == ("DEU", "WB_KNOMAD_TJK")


def test_names_beside_codes_are_kept() -> None:
    names = facts(estimates_file(), "a.csv")[NAMES]
    assert ("762", "Tajikistan") in set(names.itertuples(index=False, name=None))
    assert not names.duplicated().any()


def with_cell(row: int, column: int, value: object) -> Callable[[Grid], None]:
    def change(grid: Grid) -> None:
        grid[row][column] = value

    return change


def named(row: int, name: str) -> Callable[[Grid], None]:
    return with_cell(row, 0, name)


def test_old_names_of_countries_are_known_and_groups_of_countries_are_not_facts() -> None:
    grid = matrix_grid()
    width = len(grid[0])
    others = [["Korea, Dem. Rep.", 2.0], ["Other South", 7.0], ["Unidentified*", None]]
    grid[2:2] = [row + [None] * (width - len(row)) for row in others]
    tables = facts(matrix_workbook(grid), "2010.xlsx")
    assert amounts(tables)[RUSSIA, 408] == 2_000_000
    assert not tables[FACTS]["remittances_usd"].eq(7_000_000).any()
    groups = tables[TOTALS].set_index("destination_code")["value"]
    assert groups["Other South"] == 7_000_000


@pytest.mark.parametrize("mark", ["N/A*", "0*", "-"])
def test_a_figure_that_the_publisher_withdrew_is_no_figure_and_is_reported(mark: str) -> None:
    grid = matrix_grid()
    with_cell(2, 2, mark)(grid)
    tables = release_tables(read_file(matrix_workbook(grid), "2016.xlsx"))
    assert (TAJIKISTAN, GERMANY) not in amounts(dict(tables.facts))
    assert tables.notes == [f"the publisher withdrew the figures of Germany to Tajikistan ({mark})"]


def only_title_and_directions(grid: Grid) -> None:
    grid[:] = [row[:1] for row in grid[:2]]


WORKBOOKS = {
    "another title": (with_cell(0, 0, "Bilateral Migration Matrix 2016"), "Matrix!A1 is not the title"),
    "another unit": (
        with_cell(0, 0, str(matrix_grid()[0][0]).replace("millions", "thousands")),
        "(millions of US$)",
    ),
    "no word on who sends": (with_cell(1, 0, "Country"), "Matrix!A2 does not say that receiving countries"),
    "rows and columns exchanged": (
        with_cell(1, 0, "Remittance-sending country (across) - Remittance-receiving country (down)"),
        "Matrix!A2 does not say",
    ),
    "unknown country": (named(3, "Atlantis"), "unknown names of countries: 'Atlantis' (Matrix!A4)"),
    "a country twice": (named(3, "Germany"), "Germany is at Matrix!A4 and at Matrix!A3"),
    "no sum": (named(5, ""), "the names from Matrix!A3 on do not end with the sum over the world"),
    "no total": (with_cell(5, 4, None), "the total of the world is blank"),
    "text": (with_cell(2, 1, "many"), "not millions of US$: Matrix!B3 'many'"),
    "negative": (with_cell(2, 1, -1), "not millions of US$: Matrix!B3 -1"),
    "dollars": (with_cell(4, 2, 2306758117), "not millions of US$: Matrix!C5 2306758117"),
    "a number that is none": (with_cell(2, 1, "1_000"), "not millions of US$: Matrix!B3 '1_000'"),
    "no month": (
        with_cell(0, 0, str(matrix_grid()[0][0]).replace("November", "Foo")),
        "Matrix!A1 is not the title of a matrix",
    ),
    "a year that is none": (
        with_cell(0, 0, str(matrix_grid()[0][0]).replace("2016", "9999")),
        "Matrix!A1 is not the title of a matrix",
    ),
    "nothing below the title": (only_title_and_directions, "is not a table with a column for each receiving"),
}


@pytest.mark.parametrize(("change", "words"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_a_workbook_that_is_not_a_matrix_is_refused_with_the_place(
    change: Callable[[Grid], None], words: str
) -> None:
    grid = matrix_grid()
    change(grid)
    with pytest.raises(ContentError) as refused:
        read_file(matrix_workbook(grid), "wrong.xlsx")
    assert "wrong.xlsx" in refused.value.message
    assert words in refused.value.message
    assert "Nothing was loaded" in refused.value.advice


def in_line(number: int, column: str, value: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[number - 2][column] = value

    return change


def without(column: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        for line in lines:
            del line[column]

    return change


ESTIMATES = {
    "a column less": (without("COMP_BREAKDOWN_1"), "column COMP_BREAKDOWN_1 is missing"),
    "a breakdown by sex": (in_line(3, "SEX", "M"), "SEX not _T: line 3 ('M')"),
    "another indicator": (in_line(3, "INDICATOR", "X"), "INDICATOR not WB_KNOMAD_BRE: line 3 ('X')"),
    "two years": (in_line(4, "TIME_PERIOD", "2022"), "TIME_PERIOD not 2021: line 4 ('2022')"),
    "a year that is none": (
        in_line(2, "TIME_PERIOD", "9999"),
        "TIME_PERIOD of line 2 is not a year ('9999')",
    ),
    "another unit": (in_line(2, "INDICATOR_LABEL", "Remittances (US$)"), "INDICATOR_LABEL does not end with"),
    "text": (in_line(2, "OBS_VALUE", "many"), "OBS_VALUE not millions of US$: line 2 ('many')"),
    "negative": (in_line(2, "OBS_VALUE", "-1"), "OBS_VALUE not millions of US$: line 2 ('-1')"),
    "dollars": (in_line(2, "OBS_VALUE", "2306758117"), "OBS_VALUE not millions of US$: line 2"),
    "unknown country": (in_line(2, "REF_AREA", "ATL"), "unknown code in REF_AREA: 'ATL' (line 2)"),
    "a line twice": (lambda lines: lines.append(dict(lines[0])), "the same pair a second time"),
    "no total": (lambda lines: lines.pop(-1), "no line of the world's total (WLD to WLD)"),
}


@pytest.mark.parametrize(("change", "words"), ESTIMATES.values(), ids=ESTIMATES)
def test_estimates_that_are_not_as_expected_are_refused_with_the_line(
    change: Callable[[Lines], None], words: str
) -> None:
    lines = estimate_lines()
    change(lines)
    with pytest.raises(ContentError) as refused:
        read_file(estimates_file(lines), "wrong.csv")
    assert refused.value.message.startswith("wrong.csv: ")
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            estimates_file().replace(b"\n", b",\n").replace(b",\n", b"\n", 1),
            "but line 2 (17), line 3 (17)",
        ),
        (
            estimates_file().rstrip().rpartition(b",")[0],
            "the first line has 16 columns, but line 12 (15) differ",
        ),
        (estimates_file().decode().encode("utf-16"), "is not UTF-8 text"),
        (matrix_csv().decode().encode("utf-16-le"), "is not UTF-8 text"),
        (matrix_workbook(), "is not UTF-8 text"),
        (b"", "is not a table"),
    ],
    ids=["a column more", "a cell less", "UTF-16", "UTF-16 without a mark", "a workbook", "nothing"],
)
def test_a_csv_file_that_is_no_table_of_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_file(data, "matrix2018.csv")
    assert refused.value.message.startswith("matrix2018.csv")
    assert words in refused.value.message


def test_a_matrix_as_csv_needs_its_year_in_its_name_and_a_column_for_each_country() -> None:
    with pytest.raises(ContentError, match="neither the file nor its name tells the year"):
        read_file(matrix_csv(), "matrix.csv")
    with pytest.raises(ContentError, match=r"is not UTF-8 text"):
        read_file(matrix_workbook(), "matrix.csv")
    nameless = matrix_grid()
    named(3, "")(nameless)
    with pytest.raises(ContentError, match=r"unknown names of countries: '' \(matrix2018!A3\)"):
        read_file(matrix_csv(nameless), "matrix2018.csv")
    with pytest.raises(ContentError, match=r"page\.xlsx is not a workbook \(\.xlsx\) but a web page"):
        read_file(b"<html>Are you a robot?</html>", "page.xlsx")
