"""Matrices of remittances in a run: several files at once, and files that cannot be used."""

from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome
from tests.conftest import Databases
from tests.matrices import (
    CORRIDORS,
    estimate_lines,
    estimates_file,
    matrix_csv,
    matrix_grid,
    matrix_workbook,
)
from tests.publishers import Fault, Lie, answers, html_page
from tests.running.in_use import in_use_of
from tests.running.small_world import run_small, small_publishers, step_of
from tests.small_warehouse import SmallWarehouse

SOURCE = "remittance_matrix"


def years(database: Database) -> set[int]:
    with database.connect("reader") as connection:
        return {year for (year,) in connection.execute("select distinct year from dw.published_remittance")}


def files(folder: Path) -> dict[str, list[Path]]:
    """The files of two years."""
    workbook, table = folder / "matrix.xlsx", folder / "matrix2018.csv"
    workbook.write_bytes(matrix_workbook(matrix_grid(year=2016)))
    table.write_bytes(matrix_csv(matrix_grid({pair: usd * 1.1 for pair, usd in CORRIDORS.items()})))
    return {SOURCE: [workbook, table]}


def test_matrices_of_several_years_are_loaded_at_once_and_only_once(
    small: SmallWarehouse, tmp_path: Path
) -> None:
    given = files(tmp_path)
    for outcome in (Outcome.PUBLISHED, Outcome.UNCHANGED):
        report = run_small(small.database, small.home, sources=[SOURCE], files=given)
        steps = {step.edition: step.outcome for step in report.steps if step.source == SOURCE}
        assert steps == {"2016": outcome, "2018": outcome}
        assert report.exit_code == 0
    assert years(small.database) == {2016, 2018, 2021}


def test_the_sample_makes_way_for_the_first_matrix(
    databases: Databases, sampled_template: tuple[str, str], tmp_path: Path
) -> None:
    with databases.temporary(sampled_template[0]) as database:
        assert years(database) == {2021}
        report = run_small(database, tmp_path / "home", sources=[SOURCE], files=files(tmp_path))
        assert report.exit_code == 0
        assert years(database) == {2016, 2018}


def wrong_sum() -> Lie:
    lines = estimate_lines()
    lines[-1]["OBS_VALUE"] = "8000.0"
    return answers(200, estimates_file(lines), "text/csv")


def without_world() -> Lie:
    return answers(200, estimates_file(estimate_lines()[:-1]), "text/csv")


@pytest.mark.parametrize(
    ("lie", "code", "words"),
    [
        (html_page(), ExitCode.SOURCE_FAILED, "expected a CSV file with the column REF_AREA"),
        (answers(404), ExitCode.SOURCE_FAILED, "WB_KNOMAD_BRE.csv"),
        (without_world(), ExitCode.SOURCE_FAILED, "WB_KNOMAD_BRE.csv: no line of the world's total"),
        (wrong_sum(), ExitCode.CHECKS_FAILED, "remittance_reconciliation"),
        (
            answers(200, estimates_file(estimate_lines(year=2022)), "text/csv"),
            ExitCode.SOURCE_FAILED,
            "WB_KNOMAD_BRE.csv has the estimates of 2022, not of 2021",
        ),
    ],
    ids=["page", "gone", "no total", "wrong sum", "another year"],
)
def test_estimates_that_cannot_be_used_leave_those_in_use(
    small: SmallWarehouse, lie: Lie, code: ExitCode, words: str
) -> None:
    before = in_use_of(small.database, SOURCE)
    with small_publishers(Fault(lie, on="WB_KNOMAD_BRE")) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, SOURCE)
    assert report.exit_code == code
    assert words in (step.error or "")
    assert step.advice
    assert in_use_of(small.database, SOURCE) == before
    assert step_of(report, "undesa").outcome is Outcome.UNCHANGED


def test_a_file_that_is_no_matrix_fails_only_its_source(small: SmallWarehouse, tmp_path: Path) -> None:
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(matrix_workbook([["Bilateral Migration Matrix"]]))
    before = in_use_of(small.database, SOURCE)
    with small_publishers() as publisher:
        report = run_small(small.database, small.home, publisher.url, files={SOURCE: [path]})
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert "wrong.xlsx, sheet 'Matrix': Matrix!A1" in (step_of(report, SOURCE).error or "")
    assert in_use_of(small.database, SOURCE) == before
