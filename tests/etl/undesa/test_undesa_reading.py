"""Reading workbooks: sound ones give true frames, spoilt ones an error that names the place."""

import os
import signal
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from diaspora_dw.errors import ContentError, DiasporaError, RunCutShortError
from diaspora_dw.loading.contract import validate_tables
from diaspora_dw.running.deadline import Deadline
from etl.reference.group import published_areas
from etl.undesa import UndesaStock, tidy, workbook
from etl.undesa.header import read_header
from etl.undesa.layout import layouts
from etl.undesa.source import recognise
from etl.undesa.table import Table
from etl.undesa.tidy import FACTS, TOTALS
from tests.workbooks import (
    MEASURES,
    STOCKS,
    YEARS,
    SmallWorkbook,
    build_workbook,
    truncated,
    with_part,
    zip_bomb,
)

TAJIKS_IN_GERMANY = (276, 762)
OTHERS_IN_KAZAKHSTAN = (398, 2003)


def read(data: bytes, edition: str = "2024") -> Mapping[str, pd.DataFrame]:
    return read_rows(workbook.read_sheet(data, "stock.xlsx", layouts()[edition].sheet), edition)


def read_rows(sheet: workbook.Sheet, edition: str = "2024") -> Mapping[str, pd.DataFrame]:
    layout = layouts()[edition]
    table = Table(sheet, read_header(sheet, layout))
    tables = tidy.release_tables(tidy.read_figures(table, layout), tidy.read_names(table), every_origin=True)
    validate_tables(tables, "stock.xlsx")
    return tables.facts


def facts(book: SmallWorkbook) -> pd.DataFrame:
    return read(book.to_bytes(), book.edition)[FACTS].set_index(["destination_id", "origin_id", "year"])


def refusal(data: bytes, edition: str = "2024") -> str:
    with pytest.raises(ContentError) as caught:
        read(data, edition)
    assert "stock.xlsx" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("edition", ["2020", "2024"])
def test_a_sound_workbook_gives_every_stock_of_every_year(edition: str) -> None:
    stocks = facts(build_workbook(edition))
    assert set(stocks.index) == {(*pair, year) for pair in STOCKS for year in YEARS[edition]}
    first = stocks.loc[(276, 762, 1990)]
    assert (first["migrants"], first["male_migrants"], first["female_migrants"]) == (270, 120, 150)
    assert stocks.loc[(276, 762, 2000), "male_migrants"] == 122


@pytest.mark.parametrize("edition", ["2020", "2024"])
def test_rows_with_a_sum_on_either_side_become_published_totals_that_the_facts_add_up_to(
    edition: str,
) -> None:
    tables = read(build_workbook(edition).to_bytes(), edition)
    totals = tables[TOTALS]
    assert (totals["series"] == "migrant_stock").all()
    assert {("900", "900"), ("908", "762"), ("398", "5500")} <= set(
        zip(totals["destination_code"], totals["origin_code"], strict=True)
    )
    assert not ((totals["destination_code"] == "276") & (totals["origin_code"] == "762")).any()
    assert sums_that_differ(tables).empty


def sums_that_differ(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The published totals that are not exactly the sum of the facts between the members of both sides."""
    areas = published_areas()
    stocks = tables[FACTS]
    alone = pd.unique(pd.concat([stocks["origin_id"], stocks["destination_id"]]))
    members = pd.concat(
        [areas, pd.DataFrame({"area_code": alone.astype(str), "country_id": alone})], ignore_index=True
    )
    summed = stocks
    for side in ("destination", "origin"):
        summed = summed.merge(
            members.rename(columns={"area_code": f"{side}_code", "country_id": f"{side}_id"})
        )
        keys = ["destination_code" if side == "origin" else "origin_id", f"{side}_code", "year"]
        summed = summed.groupby(keys, as_index=False)[list(MEASURES)].sum()
    held = tables[TOTALS].merge(summed, how="left", on=["destination_code", "origin_code", "year"])
    held[list(MEASURES)] = held[list(MEASURES)].fillna(0)
    return held[
        (held["value"] != held["migrants"])
        | (held["male_value"] != held["male_migrants"])
        | (held["female_value"] != held["female_migrants"])
    ]


def test_a_zero_is_a_figure() -> None:
    assert facts(build_workbook()).loc[(398, 860, 1990), "migrants"] == 0


@pytest.mark.parametrize("mark", ["..", "-", "", None, " .. ", "  "])
def test_a_figure_not_available_is_missing_and_not_zero(mark: str | None) -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, ("male_migrants", 1995), mark)
    row = facts(book).loc[(276, 762, 1995)]
    assert row["male_migrants"] is pd.NA
    assert row["female_migrants"] == 151


def test_a_row_of_a_year_without_any_figure_is_left_out() -> None:
    book = build_workbook()
    for measure in MEASURES:
        book.put(TAJIKS_IN_GERMANY, (measure, 1995), "..")
    stocks = facts(book)
    assert (276, 762, 1995) not in stocks.index
    assert (276, 762, 2000) in stocks.index


@pytest.mark.parametrize(
    ("printed", "letters"),
    [("B R", "BR"), ("B R ", "BR"), ("CR", "CR"), ("C B R", "BCR"), ("I R", "IR"), ("B", "B"), ("", None)],
)
def test_the_letters_of_a_data_type_come_in_one_order_without_spaces(
    printed: str, letters: str | None
) -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, "data_type", printed)
    assert facts(book).loc[(276, 762, 1990), "data_type"] == letters


@pytest.mark.parametrize(("printed", "note"), [("17", "17"), (17, "17"), (" 5,  7", "5, 7"), (None, None)])
def test_a_coverage_note_is_text_however_the_spreadsheet_holds_it(printed: Any, note: str | None) -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, "coverage_note", printed)
    assert facts(book).loc[(276, 762, 1990), "coverage_note"] == note


def reorder(book: SmallWorkbook) -> None:
    book.move_column("origin_code", 0).move_column("data_type", 1)


def stray_spaces(book: SmallWorkbook) -> None:
    book.name_column("origin_code", "  Location code\nof  origin ").name_column("data_type", "Data type\n")


def years_as_text(book: SmallWorkbook) -> None:
    for year in YEARS["2024"]:
        book.name_column(("migrants", year), f"{year} ")


def short_titles(book: SmallWorkbook) -> None:
    book.name_block("migrants", "Both sexes combined").name_block("male_migrants", "MALES ")


def unnamed_index(book: SmallWorkbook) -> None:
    book.name_column("row_index", None)


def blank_rows(book: SmallWorkbook) -> None:
    book.grid.insert(book.header_row + 3, [None] * len(book.columns))
    book.grid.append([None] * len(book.columns))


@pytest.mark.parametrize(
    "change", [reorder, stray_spaces, years_as_text, short_titles, unnamed_index, blank_rows]
)
def test_what_does_not_change_the_meaning_does_not_change_the_figures(
    change: Callable[[SmallWorkbook], None],
) -> None:
    book = build_workbook()
    change(book)
    pd.testing.assert_frame_equal(facts(book), facts(build_workbook()))


def test_the_header_is_found_in_any_row() -> None:
    pd.testing.assert_frame_equal(facts(build_workbook(header_row=25)), facts(build_workbook()))


def test_blocks_are_told_apart_by_their_titles_and_not_by_their_order() -> None:
    book = (
        build_workbook()
        .name_block("migrants", "at mid-year, females")
        .name_block("female_migrants", "at mid-year, both sexes combined")
    )
    row = facts(book).loc[(276, 762, 1990)]
    assert (row["migrants"], row["female_migrants"]) == (150, 270)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda b: b.drop_column("data_type"), "column 'Data type' is missing (row 11)"),
        (
            lambda b: b.drop_column(("migrants", 2015)),
            "column 2015 of 'both sexes combined' is missing (row 11)",
        ),
        (lambda b: b.drop_column(("female_migrants", 1990)), "column 1990 of 'females' is missing (row 11)"),
        (lambda b: b.name_column("origin_code", "Origin"), "unknown column 'Origin' at Table 1!G11"),
        (lambda b: b.name_column("origin_code", "Origin"), "'Location code of origin' is missing"),
        (lambda b: b.name_column(("migrants", 1995), 2028), "unknown column '2028' at Table 1!I11"),
        (lambda b: b.add_column("Remarks"), "unknown column 'Remarks' at Table 1!AF11"),
        (lambda b: b.add_column(None), "column AF is not empty but has no name in row 11"),
        (
            lambda b: b.add_column("Data type"),
            "column 'Data type' appears twice, the second time at Table 1!AF11",
        ),
        (lambda b: b.add_column(1990), "year 1990 at Table 1!AF11 appears twice"),
        (
            lambda b: b.name_block("male_migrants", "refugees, males and females"),
            "unknown block title 'refugees, males and females' at Table 1!P8",
        ),
        (lambda b: b.name_block("female_migrants", "males"), "block title 'males' appears 2 times in row 8"),
        (lambda b: b.name_block("migrants", None), "year 1990 at Table 1!H11 has no block title above it"),
    ],
)
def test_an_unknown_or_missing_column_is_named_with_its_place(
    spoil: Callable[[SmallWorkbook], SmallWorkbook], says: str
) -> None:
    assert says in refusal(spoil(build_workbook()).to_bytes())


@pytest.mark.parametrize("value", ["about 300", "270", -1, 270.5, 1e11, True, datetime(2024, 7, 1)])
def test_a_cell_that_is_no_count_of_people_is_named(value: Any) -> None:
    column = ("male_migrants", 2005)
    book = build_workbook().put(TAJIKS_IN_GERMANY, column, value)
    message = refusal(book.to_bytes())
    assert "not a whole number of people" in message
    assert book.address(TAJIKS_IN_GERMANY, column) in message


def test_an_error_of_a_formula_is_not_taken_for_a_missing_figure() -> None:
    message = refusal(build_workbook().put(TAJIKS_IN_GERMANY, ("migrants", 1990), "#REF!").to_bytes())
    assert "has an error value (such as #REF!) at H" in message


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ('<c r="h12" t="e">', "h12"),
        ("<x:c xmlns:x='y' t = 'e' s='1' r = 'H12' >", "H12"),
        ('<c t="e">', "a cell without a reference"),
    ],
)
def test_an_error_of_a_formula_is_found_however_its_cell_is_written(cell: str, place: str) -> None:
    row = f'<row r="12">{cell}<v>#REF!</v></c></row>'
    assert f"has an error value (such as #REF!) at {place}" in refusal(with_rows(row))


def test_a_part_full_of_beginnings_of_cells_is_checked_in_no_time() -> None:
    part = b"<c " * 300_000 + b'"e"'
    with Deadline(
        30
    ).enforce():  # if each of them were searched to the end of the part, this would take hours
        assert "cannot be read as a workbook" in refusal(with_part(build_workbook().to_bytes(), SHEET, part))


SHEET = "xl/worksheets/sheet2.xml"


def with_rows(rows: str) -> bytes:
    """A sound workbook whose table has more rows, of any XML."""
    sound = build_workbook().to_bytes()
    with zipfile.ZipFile(BytesIO(sound)) as package:
        content = package.read(SHEET)
    changed = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    assert changed != content
    return with_part(sound, SHEET, changed)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        '<row><c r="Xfd1048576" t="n"><v>1</v></c></row>',
        "<row><c t='n' r='A1048576'><v>1</v></c></row>",
        '<row r="1048576"><c><v>1</v></c></row>',
        '<x:row xmlns:x="y" r="1048576"><x:c r="ALL99999"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_cell_far_outside_the_table_does_not_exhaust_the_memory(row: str) -> None:
    message = refusal(with_rows(row))
    assert "cannot be read within 60 seconds and 600 MB of memory" in message
    assert f"(its reader ended with {-signal.SIGABRT}); a cell may be far outside the table" in message


def test_a_cell_a_little_outside_the_table_is_named() -> None:
    assert "column XFD is not empty but has no name" in refusal(
        with_rows('<row r="12"><c r="XFD12"><v>1</v></c></row>')
    )


REFERENCES = st.one_of(
    st.from_regex(r"[A-Za-z]{0,4}[0-9]{0,9}", fullmatch=True),
    st.sampled_from(["", " A1", "A1 ", "$A$1", "A-1", "A0", "A99999999999", "\u0660", "&#65;1", "XFE1"]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(REFERENCES, REFERENCES), min_size=1, max_size=3))
def test_whatever_a_cell_says_of_its_place_the_workbook_is_read_or_refused(
    places: list[tuple[str, str]],
) -> None:
    rows = (f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>' for row, cell in places)
    with suppress(ContentError):
        workbook.read_sheet(with_rows("".join(rows)), "stock.xlsx", "Table 1")


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    limits = "limit_process(int(sys.argv[2]), int(sys.argv[3]) // 60)"  # a second of computing is enough
    endless.write_text(
        f"import sys\nfrom etl.undesa.cells import limit_process\n{limits}\nwhile True: pass\n"
    )
    monkeypatch.setattr(workbook, "READER", endless)
    message = refusal(build_workbook().to_bytes())
    assert "cannot be read within 60 seconds" in message
    assert f"(its reader ended with {-signal.SIGXCPU})" in message


def test_a_reader_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(workbook, "READER", hanging)
    monkeypatch.setattr(workbook, "MAX_SECONDS", 0.1)
    with Deadline(30).enforce():
        assert "600 MB of memory (its reader was killed)" in refusal(build_workbook().to_bytes())


def test_a_reader_without_memory_blames_the_workbook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    large.write_text("raise MemoryError\n")
    monkeypatch.setattr(workbook, "READER", large)
    assert "cannot be read within 60 seconds" in refusal(build_workbook().to_bytes())


def test_a_reader_that_cannot_start_does_not_blame_the_workbook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import no_such_module\n")
    monkeypatch.setattr(workbook, "READER", broken)
    with pytest.raises(DiasporaError, match=r"ended with 1: .*No module named 'no_such_module'") as caught:
        read(build_workbook().to_bytes())
    assert not isinstance(caught.value, ContentError)
    assert "installation" in caught.value.advice


def test_a_run_does_not_wait_for_a_workbook_at_its_deadline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    pid = tmp_path / "pid"
    slow.write_text(f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    monkeypatch.setattr(workbook, "READER", slow)
    started = time.monotonic()
    with pytest.raises(RunCutShortError), Deadline(2).enforce():
        read(build_workbook().to_bytes())
    assert time.monotonic() - started < 20
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_the_value_found_in_place_of_a_count_is_shown() -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, ("migrants", 1990), "about 300")
    assert f"{book.address(TAJIKS_IN_GERMANY, ('migrants', 1990))} 'about 300'" in refusal(book.to_bytes())


def test_of_many_wrong_cells_the_first_are_shown_and_the_others_counted() -> None:
    book = build_workbook()
    for year in YEARS["2024"]:
        book.put(TAJIKS_IN_GERMANY, ("migrants", year), -5)
    assert "and 3 more" in refusal(book.to_bytes())


@pytest.mark.parametrize("value", [None, "276", 276.5, -276, 0, 1e9])
def test_a_cell_that_is_no_location_code_is_named(value: Any) -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, "destination_code", value)
    message = refusal(book.to_bytes())
    assert "not a location code" in message
    assert book.address(TAJIKS_IN_GERMANY, "destination_code") in message


def test_every_unknown_location_code_is_listed_with_its_rows() -> None:
    book = build_workbook().add_row((276, 999), 1, 1).add_row((777, 762), 1, 1).add_row((777, 643), 1, 1)
    last = len(book.grid)
    message = refusal(book.to_bytes())
    assert f"777 as destination (row {last - 1}, {last})" in message
    assert f"999 as origin (row {last - 2})" in message


def test_unknown_origin_is_no_destination() -> None:
    book = build_workbook().add_row((2003, 762), 1, 1)
    assert "2003 as destination" in refusal(book.to_bytes())


def test_the_id_that_kosovo_has_here_is_no_location_code_of_the_publisher() -> None:
    assert "412 as origin" in refusal(build_workbook().add_row((276, 412), 1, 1).to_bytes())


def test_a_pair_that_comes_twice_is_named_with_its_rows() -> None:
    book = build_workbook().add_row(TAJIKS_IN_GERMANY, 5, 5)
    first = book.place(TAJIKS_IN_GERMANY, "row_index")[0] + 1
    assert f"destination 276 and origin 762 in rows {first}, {len(book.grid)}" in refusal(book.to_bytes())


@pytest.mark.parametrize("letters", ["B X", "BB", "b", "birth"])
def test_an_unknown_data_type_is_named_with_its_place(letters: str) -> None:
    book = build_workbook().put(TAJIKS_IN_GERMANY, "data_type", letters)
    message = refusal(book.to_bytes())
    assert "not a data type" in message
    assert f"{book.address(TAJIKS_IN_GERMANY, 'data_type')} '{letters}'" in message


def test_a_workbook_without_the_worlds_total_is_refused() -> None:
    assert "no row of the World's total" in refusal(build_workbook().drop_rows((900, 900)).to_bytes())


def test_a_worlds_total_without_a_figure_for_a_year_is_refused() -> None:
    book = build_workbook().put((900, 900), ("migrants", 2010), "..")
    assert "the World's total has no figure for 2010 (row 12)" in refusal(book.to_bytes())


def test_a_workbook_without_rows_is_refused() -> None:
    book = build_workbook()
    book.drop_rows(*list(book.pairs))
    assert "no rows below the column names" in refusal(book.to_bytes())


def test_a_workbook_cut_to_half_its_rows_is_read_and_no_longer_adds_up() -> None:
    tables = read(build_workbook().halve().to_bytes())
    assert not sums_that_differ(tables).empty


def test_a_region_that_does_not_add_up_is_left_to_the_checks_of_the_release() -> None:
    tables = read(build_workbook().put((908, 762), ("male_migrants", 1990), 1).to_bytes())
    differing = sums_that_differ(tables)
    assert differing[["destination_code", "origin_code", "year"]].to_numpy().tolist() == [
        ["908", "762", 1990]
    ]


def test_men_and_women_who_fall_short_of_both_sexes_are_reported_and_not_refused() -> None:
    book = (
        build_workbook()
        .put(TAJIKS_IN_GERMANY, ("male_migrants", 1990), 20)
        .put(OTHERS_IN_KAZAKHSTAN, ("female_migrants", 2000), "..")
    )
    notes = tidy.oddities(read(book.to_bytes())[FACTS])
    assert len(notes) == 2
    assert "do not add up to both sexes in 1 of 64 figures" in notes[0]
    assert "destination 276, origin 762, 1990: 270 (20 men, 150 women)" in notes[0]
    assert "destination 398, origin 2003, 2000" in notes[1]
    assert tidy.oddities(read(build_workbook().to_bytes())[FACTS]) == []


def test_a_web_page_in_place_of_a_workbook_is_called_one() -> None:
    assert "is not a workbook (.xlsx) but a web page" in refusal(
        b"\n<!DOCTYPE html><html><body>Denied</body>"
    )


def test_an_empty_file_is_called_empty() -> None:
    assert "is not a workbook (.xlsx) but an empty file" in refusal(b"")


def test_an_old_excel_file_is_called_one() -> None:
    assert ".xls" in refusal(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))


def test_a_file_that_was_cut_off_is_refused() -> None:
    assert "is cut off: it lacks the list of its parts" in refusal(truncated(build_workbook().to_bytes()))


def test_a_part_whose_bytes_changed_on_the_way_is_refused() -> None:
    data = bytearray(build_workbook().to_bytes())
    data[len(data) // 2] ^= 0xFF
    assert "is damaged" in refusal(bytes(data))


def test_a_missing_sheet_is_named_with_those_that_are_there() -> None:
    message = refusal(build_workbook().rename_sheet("Figures").to_bytes())
    assert "has no sheet 'Table 1'; its sheets are: Table of contents, Figures, Notes" in message


def test_a_file_that_unpacks_to_more_than_a_workbook_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 2_000_000)
    assert "would unpack to 3 MB" in refusal(zip_bomb(build_workbook().to_bytes(), megabytes=3))


def test_a_file_larger_than_a_workbook_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_BYTES", 1000)
    assert "too much for a workbook of figures" in refusal(build_workbook().to_bytes())


@pytest.mark.parametrize("edition", ["2020", "2024"])
def test_a_workbook_is_recognised_by_its_own_header(edition: str) -> None:
    assert recognise(build_workbook(edition).to_bytes(), "stock.xlsx", UndesaStock().editions()) == edition


def test_a_workbook_of_no_known_edition_is_told_what_keeps_it_from_the_closest() -> None:
    book = build_workbook("2020").name_column("data_type", "Kind of data").add_column("Remarks")
    with pytest.raises(ContentError) as caught:
        recognise(book.to_bytes(), "stock.xlsx", UndesaStock().editions())
    message = caught.value.message
    assert "is not a known edition (2020, 2024). The closest is 2020" in message
    assert "column 'Type of data of destination' is missing" in message
    assert "unknown column 'Kind of data' at Table 1!E11" in message
    assert "unknown column 'Remarks' at Table 1!AC11" in message


def test_a_table_of_something_else_fits_no_edition() -> None:
    book = build_workbook()
    book.grid = [["Country", "Population"], ["Tajikistan", 10]]
    with pytest.raises(ContentError, match="no row of column names in the first"):
        recognise(book.to_bytes(), "stock.xlsx", UndesaStock().editions())


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_give_a_clean_refusal(data: bytes) -> None:
    refusal(data)


SOUND = build_workbook().to_bytes()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=30))
def test_a_workbook_with_bytes_overwritten_is_read_right_or_refused(start: int, data: bytes) -> None:
    try:
        tables = read(SOUND[:start] + data + SOUND[start + len(data) :])
    except ContentError:
        return
    assert sums_that_differ(tables).empty


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(["..", "-", "B R", "1990", "males", "Index", 900, 2003, 1990]),
    st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30), CELLS), min_size=1, max_size=4))
def test_whatever_is_in_the_cells_gives_true_frames_or_a_clean_refusal(
    changes: list[tuple[int, int, Any]],
) -> None:
    book = build_workbook()
    for row, column, value in changes:
        book.grid[row][column] = value
    rows = [[value_read(cell) for cell in row] for row in book.grid]
    with suppress(ContentError):
        read_rows(workbook.Sheet("stock.xlsx", "Table 1", rows))  # raises `ContractError` for wrong frames


def value_read(cell: Any) -> Any:
    """What a cell that openpyxl writes comes back as."""
    if cell is None:
        return ""
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_corridors_are_summed_for_both_sides_and_nothing_but_missing_stays_missing() -> None:
    stocks = pd.DataFrame(
        {
            "origin_id": [762, 762, 860],
            "destination_id": [643, 398, 643],
            "year": [2024, 2024, 2024],
            "migrants": pd.array([10, 5, 7], dtype="Int64"),
            "male_migrants": pd.array([6, None, None], dtype="Int64"),
            "female_migrants": pd.array([4, None, None], dtype="Int64"),
        }
    )
    sums = tidy.corridor_sums(stocks).set_index("country_id")
    assert sums.loc[762, ["emigrants", "male_emigrants"]].tolist() == [15, 6]
    assert sums.loc[643, ["immigrants", "male_immigrants"]].tolist() == [17, 6]
    assert sums.loc[[860], "male_emigrants"].isna().all()
    assert sums.loc[[762], "immigrants"].isna().all()


def test_a_sample_sums_up_only_what_it_has_the_published_total_of() -> None:
    stocks = pd.DataFrame(
        {
            "origin_id": [762, 860],
            "destination_id": [643, 762],
            "year": [2024, 2024],
            **{
                name: pd.array([10, 7], dtype="Int64")
                for name in ("migrants", "male_migrants", "female_migrants")
            },
        }
    )
    totals = pd.DataFrame({"origin_code": [762, 900], "destination_code": [900, 762]})
    sums = tidy.corridor_sums(stocks, totals)
    assert sums["country_id"].tolist() == [762]
    assert sums[["emigrants", "immigrants"]].to_numpy().tolist() == [[10, 7]]
