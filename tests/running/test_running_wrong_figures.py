"""Answers of the World Bank's API that are well formed and wrong: a check stops them, by name, with an example.

Every case is loaded into an empty warehouse and into one that has the right figures. Countries that
were swapped, and some shifts, are found only beside an earlier release.
"""

from collections.abc import Callable, Iterator
from math import sin
from pathlib import Path
from typing import NamedTuple

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome, RunReport, StepReport
from tests.conftest import Databases
from tests.middle_world import COUNTRIES, FIGURE_OF, LAST_YEAR, MIDDLE_WORLD, figure_of
from tests.publishers import Fault, Figures, Lie, altered, figures_become, lying_publisher, needs_mirror
from tests.running.in_use import in_use_of
from tests.running.small_world import run_worldbank, step_of

POPULATION, MIGRATION, UNEMPLOYMENT = "SP.POP.TOTL", "SM.POP.NETM", "SL.UEM.TOTL.ZS"
GDP, GDP_PER_HEAD, INFLATION = "NY.GDP.MKTP.CD", "NY.GDP.PCAP.PP.KD", "FP.CPI.TOTL.ZG"
RECEIVED, PAID, SHARE = "BX.TRF.PWKR.CD.DT", "BM.TRF.PWKR.CD.DT", "BX.TRF.PWKR.DT.GD.ZS"
ALL = "/indicator/"


def each(change: Callable[[float, str, int], float]) -> Lie:
    """Change every figure that there is, given with its economy and year."""

    def value_of(figures: Figures, code: str, year: int) -> float | None:
        value = figures[code, year]
        return None if value is None else change(value, code, year)

    return figures_become(value_of)


def times(factor: float) -> Lie:
    return each(lambda value, _code, _year: value * factor)


def all_zero(only: int | None = None) -> Lie:
    return each(lambda value, _code, year: 0.0 if only in (None, year) else value)


def shifted(years: int) -> Lie:
    return figures_become(lambda figures, code, year: figures.get((code, year - years)))


def years_from(others: dict[int, int]) -> Lie:
    """Give years the figures of others."""
    return figures_become(lambda figures, code, year: figures[code, others.get(year, year)])


def swapped(one: str, other: str) -> Lie:
    places = {one: other, other: one}
    return figures_become(lambda figures, code, year: figures[places.get(code, code), year])


def one_figure(value: float) -> Lie:
    return each(lambda honest, code, year: value if (code, year) == ("BEL", 2020) else honest)


def dates_later(years: int) -> Lie:
    def change(answer: list[list[dict[str, str]]]) -> object:
        for record in answer[1]:
            record["date"] = str(int(record["date"]) + years)
        return answer

    return altered(change)


class Case(NamedTuple):
    """A lie about an indicator, and the checks that find it on the first load and beside the release before."""

    lie: Lie
    on: str
    first: str | None
    later: str


CASES = {
    "population times 1,000": Case(times(1000), POPULATION, "indicator_bounds", "indicator_scale"),
    "population in thousands": Case(times(1e-3), POPULATION, "indicator_fraction", "indicator_scale"),
    "GDP in millions": Case(times(1e-6), GDP, "indicator_bounds", "indicator_scale"),
    "remittances received in millions": Case(times(1e-6), RECEIVED, "indicator_median", "indicator_scale"),
    "remittances paid in thousands": Case(times(1e-3), PAID, "indicator_median", "indicator_scale"),
    "GDP per head in thousands": Case(times(1e-3), GDP_PER_HEAD, "indicator_bounds", "indicator_scale"),
    "unemployment as fractions": Case(times(0.01), UNEMPLOYMENT, "indicator_median", "indicator_scale"),
    "the share of GDP as fractions": Case(times(0.01), SHARE, "indicator_median", "indicator_scale"),
    "inflation as fractions": Case(times(0.01), INFLATION, "indicator_median", "indicator_scale"),
    "everything times 1,000": Case(times(1000), ALL, "indicator_median", "indicator_scale"),
    "unemployment all zero": Case(all_zero(), UNEMPLOYMENT, "indicator_zeros", "indicator_country_lost"),
    "remittances all zero": Case(all_zero(), RECEIVED, "indicator_zeros", "indicator_figures_lost"),
    "net migration all zero": Case(all_zero(), MIGRATION, "indicator_median", "indicator_zeros"),
    "one year all zero": Case(all_zero(2015), ALL, "indicator_zeros", "indicator_zeros"),
    "population a year late": Case(shifted(1), POPULATION, None, "indicator_year_moved"),
    "unemployment a year early": Case(shifted(-1), UNEMPLOYMENT, None, "indicator_year_moved"),
    "everything a year late": Case(shifted(1), ALL, None, "indicator_year_moved"),
    "two years swapped": Case(years_from({2005: 2015, 2015: 2005}), POPULATION, None, "indicator_year_moved"),
    "a year that is a copy of another": Case(
        years_from({2023: 2022}), ALL, "indicator_year_repeated", "indicator_year_repeated"
    ),
    "two countries swapped": Case(swapped("BEL", "BEN"), POPULATION, None, "indicator_country_moved"),
    "two countries swapped in everything": Case(swapped("BEL", "BEN"), ALL, None, "indicator_country_moved"),
    "one country in its own currency": Case(
        each(lambda value, code, _: value * (40 if code == "BEL" else 1)), GDP, None, "indicator_country_jump"
    ),
    "1e300": Case(one_figure(1e300), PAID, "indicator_bounds", "indicator_bounds"),
    "fractions of people": Case(
        one_figure(1_000_000.5), POPULATION, "indicator_fraction", "indicator_fraction"
    ),
    "a negative number of people": Case(one_figure(-5.0), POPULATION, "indicator_bounds", "indicator_bounds"),
    "a year in the future": Case(dates_later(10), INFLATION, "indicator_year", "indicator_year"),
    "a year before 1960": Case(dates_later(-50), INFLATION, "indicator_year", "indicator_year"),
}


@pytest.fixture(scope="module")
def empty(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    """A warehouse without figures, and its home. Refused releases leave nothing in it."""
    with databases.temporary(migrated_template) as database:
        yield database, tmp_path_factory.mktemp("empty-home")


@pytest.fixture(scope="module")
def filled_template(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with the honest figures of 40 countries. Not to be connected to."""
    name = databases.make(migrated_template)
    report = run_with((Database(databases.url(name)), tmp_path_factory.mktemp("filled-home")))
    step = published_step(report)
    assert [found.describe() for found in step.findings if found.failing_rows] == []
    return name


@pytest.fixture(scope="module")
def filled(
    databases: Databases, filled_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    """A warehouse with the honest figures, and its home. Refused releases leave nothing in it."""
    with databases.temporary(filled_template) as database:
        yield database, tmp_path_factory.mktemp("filled-home")


def run_with(
    warehouse: tuple[Database, Path], *faults: Fault, real: bool = False, **options: object
) -> RunReport:
    """Run the World Bank's job against 40 countries made by formula, or against the real figures."""
    with lying_publisher(*faults, real=real, world=MIDDLE_WORLD) as publisher:
        return run_worldbank(*warehouse, publisher.url, **options)


def published_step(report: RunReport) -> StepReport:
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (0, Outcome.PUBLISHED), step.error
    return step


def assert_refused(report: RunReport, check: str) -> None:
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED)
    assert check in {found.check for found in step.findings if found.stops}
    assert f"{check}: " in (step.error or "")
    assert f"--accept {check}" in (step.advice or "")


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=name) for name, case in CASES.items() if case.first is not None]
)
def test_wrong_figures_are_rejected_on_the_first_load(empty: tuple[Database, Path], case: Case) -> None:
    assert case.first is not None
    assert_refused(run_with(empty, Fault(case.lie, on=case.on)), case.first)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_wrong_figures_are_rejected_and_the_right_ones_stay(
    filled: tuple[Database, Path], case: Case
) -> None:
    before = in_use_of(filled[0], "worldbank")
    assert_refused(run_with(filled, Fault(case.lie, on=case.on)), case.later)
    assert in_use_of(filled[0], "worldbank") == before


@needs_mirror
def test_real_figures_a_year_late_are_rejected_on_the_first_load(empty: tuple[Database, Path]) -> None:
    report = run_with(empty, Fault(shifted(1), on=ALL), real=True)
    assert_refused(report, "indicator_landmark")


def test_a_figure_that_is_not_finite_is_not_even_read(filled: tuple[Database, Path]) -> None:
    report = run_with(filled, Fault(one_figure(float("inf")), on=PAID))
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (ExitCode.SOURCE_FAILED, Outcome.FAILED)
    assert f"{PAID}, page 1" in (step.error or "")


def revised(code: str) -> Lie:
    """A revision as they come: another estimate of every figure, a new year, ten countries' GDP rebased."""

    def value_of(_: Figures, country: str, year: int) -> float:
        number = COUNTRIES.index(country)
        value = figure_of(code, country, year)
        if code == MIGRATION:
            value *= 2 ** sin(number * number + year) * (-1 if number % 8 == 0 else 1)
        elif code == POPULATION:
            value *= 1 + 0.01 * sin(number * number + year / 10)
        else:
            value *= 1 + 0.05 * sin(number * number + 3 * year)
        if code in (GDP, GDP_PER_HEAD) and number % 4 == 0:
            value *= 1 + number / 60
        return float(round(value)) if code in (MIGRATION, POPULATION) else value

    return figures_become(value_of)


def test_a_real_revision_is_published(databases: Databases, filled_template: str, tmp_path: Path) -> None:
    with databases.temporary(filled_template) as database:
        report = run_with((database, tmp_path), *(Fault(revised(code), on=code) for code in FIGURE_OF))
        step = published_step(report)
        found = {finding.check for finding in step.findings if finding.failing_rows}
        assert found <= {"remittance_share"}, "a warning: shares and sums were revised apart from each other"
        with database.connect("loader") as connection:
            (latest,) = connection.execute("select max(year) from dw.current_indicator").fetchall()[0]
    assert latest == LAST_YEAR + 1
