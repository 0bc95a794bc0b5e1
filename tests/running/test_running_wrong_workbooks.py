"""Workbooks that read well, agree with themselves and are wrong, through the whole job: none is published silently.

They have 120 destinations: a median of fewer than 30 figures proves nothing, so the checks leave smaller tables alone.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome
from etl.reference.country import entities
from tests.conftest import Databases
from tests.running.in_use import in_use_of
from tests.running.small_world import run_small, small_publishers, step_of
from tests.workbooks import MEASURES, YEARS, SmallWorkbook, build_workbook

TAJIKISTAN, UZBEKISTAN, GERMANY, ALBANIA = 762, 860, 276, 8
COUNTRIES = [e.country_id for e in entities() if e.entity_type == "country"]
PLACES = {ALBANIA, GERMANY, *COUNTRIES[:120]} - {TAJIKISTAN, UZBEKISTAN}
STOCKS = {
    (destination, origin): (size * number * (30 + number % 40), size * number * 40)
    for number, destination in enumerate(sorted(PLACES), 30)
    for origin, size in ((TAJIKISTAN, 20), (UZBEKISTAN, 30))
}
"""As many men as women in some destinations, up to 50 % more or fewer in others."""

Spoil = Callable[[SmallWorkbook], object]


def wide_workbook(edition: str = "2024") -> SmallWorkbook:
    return build_workbook(edition, STOCKS, sums={900: None})


def rename_years(years: dict[int, int]) -> Spoil:
    def spoil(book: SmallWorkbook) -> None:
        for measure in MEASURES:
            for year, other in years.items():
                book.name_column((measure, year), other)

    return spoil


def swap_titles(book: SmallWorkbook) -> None:
    book.name_block("male_migrants", "International migrant stock at mid-year, females")
    book.name_block("female_migrants", "International migrant stock at mid-year, males")


def change_figures(change: Callable[[SmallWorkbook, tuple[int, int], str, int], object]) -> Spoil:
    """Put something else into the cell of every pair, measure and year."""

    def spoil(book: SmallWorkbook) -> None:
        changed = {
            (pair, measure, year): change(book, pair, measure, year)
            for pair in book.pairs
            for measure in MEASURES
            for year in YEARS[book.edition]
        }
        for (pair, measure, year), value in changed.items():
            book.put(pair, (measure, year), value)

    return spoil


def swap_codes(*columns: str) -> Spoil:
    """Swap what two destinations have in some columns."""

    def spoil(book: SmallWorkbook) -> None:
        for origin in (900, TAJIKISTAN, UZBEKISTAN):
            for column in columns:
                one, other = (GERMANY, origin), (ALBANIA, origin)
                kept = book.get(one, column)
                book.put(one, column, book.get(other, column))
                book.put(other, column, kept)

    return spoil


def only_the_world(book: SmallWorkbook) -> None:
    book.drop_rows(*(pair for pair in book.pairs if pair != (900, 900) and 900 in pair))


def only_the_world_and_a_wrong_figure(book: SmallWorkbook) -> None:
    only_the_world(book)
    for measure in MEASURES:
        book.put((GERMANY, TAJIKISTAN), (measure, 2005), 7)


def unless_of_both(value: object) -> Spoil:
    return change_figures(
        lambda book, pair, measure, year: book.get(pair, (measure, year)) if measure == "migrants" else value
    )


WRONG: dict[str, tuple[Spoil, Sequence[str], bool]] = {
    "two years swapped": (
        rename_years({2005: 2015, 2015: 2005}),
        ["stock_year_misplaced", "stock_world_jump"],
        True,
    ),
    "the years reversed": (
        rename_years(dict(zip(YEARS["2024"], reversed(YEARS["2024"]), strict=True))),
        ["stock_year_misplaced", "stock_world_jump"],
        True,
    ),
    "men and women swapped": (swap_titles, ["sexes_swapped"], False),
    "the last year zero": (
        change_figures(lambda book, pair, m, year: 0 if year == 2024 else book.get(pair, (m, year))),
        ["stock_zeros", "stock_world_jump"],
        True,
    ),
    "the last year a copy": (
        change_figures(lambda book, pair, m, year: book.get(pair, (m, min(year, 2020)))),
        ["stock_year_repeated"],
        True,
    ),
    "everything multiplied by ten": (
        change_figures(lambda book, pair, m, year: 10 * book.get(pair, (m, year))),
        ["stock_size", "stock_scale"],
        True,
    ),
    "two codes swapped": (swap_codes("destination_code"), ["name_of_another", "Germany"], True),
    "two countries swapped": (
        swap_codes("destination_code", "destination_name"),
        ["countries_swapped", "Germany"],
        False,
    ),
    "all totals gone but the world's": (only_the_world, ["totals_missing"], True),
    "totals gone and a wrong figure": (only_the_world_and_a_wrong_figure, ["totals_missing"], True),
    "men and women blank": (unless_of_both(None), ["sexes_missing"], True),
    "men and women not available": (unless_of_both(".."), ["sexes_missing"], True),
}
"""What is wrong, what the message then names, and whether it is also found in the very first release."""

FIRST = {name: case for name, case in WRONG.items() if case[2]}


@pytest.fixture(scope="module")
def wide(
    databases: Databases, reference_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A warehouse with both editions, in which no test publishes anything."""
    with databases.temporary(reference_template) as database:
        workbooks = {edition: wide_workbook(edition).to_bytes() for edition in ("2020", "2024")}
        with small_publishers(workbooks=workbooks) as publisher:
            report = run_small(database, tmp_path_factory.mktemp("wide"), publisher.url)
        assert report.exit_code == 0, [step.error for step in report.steps]
        yield database


def by_hand(spoil: Spoil, folder: Path) -> Path:
    path = folder / "by hand.xlsx"
    path.write_bytes(spoilt(spoil))
    return path


@cache
def spoilt(spoil: Spoil) -> bytes:
    """The wide workbook with a fault; two tests use most of them."""
    book = wide_workbook()
    spoil(book)
    return book.to_bytes()


@pytest.mark.parametrize(("spoil", "named", "_first"), WRONG.values(), ids=WRONG)
def test_a_wrong_workbook_is_refused_and_the_message_says_what_to_look_at(
    wide: Database, tmp_path: Path, spoil: Spoil, named: Sequence[str], _first: bool
) -> None:
    before = in_use_of(wide, "undesa")
    report = run_small(wide, tmp_path, sources=["undesa"], files={"undesa": [by_hand(spoil, tmp_path)]})
    step = step_of(report, "undesa")
    assert (report.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED), step.error
    assert [part for part in named if part not in str(step.error)] == [], step.error
    assert f"--accept {named[0]}" in str(step.advice)
    assert "Look at " in str(step.advice)
    assert in_use_of(wide, "undesa") == before


@pytest.mark.parametrize(("spoil", "named", "_first"), FIRST.values(), ids=FIRST)
def test_most_wrong_workbooks_are_refused_even_if_nothing_is_known_before(
    databases: Databases,
    reference_template: str,
    tmp_path: Path,
    spoil: Spoil,
    named: Sequence[str],
    _first: bool,
) -> None:
    with databases.temporary(reference_template) as database:
        report = run_small(
            database, tmp_path, sources=["undesa"], files={"undesa": [by_hand(spoil, tmp_path)]}
        )
    step = step_of(report, "undesa")
    assert (report.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED), step.error
    assert set(named) & {found.check for found in step.findings if found.stops}


def test_a_swap_that_no_total_shows_is_listed_among_the_largest_changes(
    databases: Databases, reference_template: str, tmp_path: Path
) -> None:
    def swap(book: SmallWorkbook) -> None:
        for measure in MEASURES:
            moved = book.get((GERMANY, TAJIKISTAN), (measure, 2010)) // 10
            for destination, origin, sign in (
                (GERMANY, TAJIKISTAN, -1),
                (GERMANY, UZBEKISTAN, 1),
                (ALBANIA, TAJIKISTAN, 1),
                (ALBANIA, UZBEKISTAN, -1),
            ):
                pair, column = (destination, origin), (measure, 2010)
                book.put(pair, column, book.get(pair, column) + sign * moved)

    with databases.temporary(reference_template) as database:
        for spoil in (lambda _: None, swap):
            report = run_small(
                database, tmp_path, sources=["undesa"], files={"undesa": [by_hand(spoil, tmp_path)]}
            )
    step = step_of(report, "undesa")
    assert (report.exit_code, step.outcome) == (0, Outcome.PUBLISHED), step.error
    assert step.changes is not None
    assert step.changes.changed == 4
    assert {(c["origin_name"], c["destination_name"], c["year"]) for c in step.changes.largest} == {
        (origin, destination, 2010)
        for origin in ("Tajikistan", "Uzbekistan")
        for destination in ("Albania", "Germany")
    }
