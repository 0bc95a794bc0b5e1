"""Workbooks that are not what they should be, through the whole job: what is current stays as it was."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.overview import read_overview
from diaspora_dw.running.report import Outcome
from tests.conftest import call_command
from tests.publishers import Fault
from tests.running.in_use import all_rows_in_use, in_use_of, partitions, release_ids
from tests.running.small_world import OTHER_WORKBOOK, figure_becomes, run_small, small_publishers, step_of
from tests.small_warehouse import SmallWarehouse
from tests.workbooks import SmallWorkbook, build_destination_workbook, build_workbook

TAJIKS_IN_RUSSIA = (643, 762)

PAGE = b"<!DOCTYPE html><html><body>We are improving our site</body></html>"


def spoilt(spoil: Callable[[SmallWorkbook], object]) -> bytes:
    workbook = build_workbook("2024")
    spoil(workbook)
    return workbook.to_bytes()


ROW = build_workbook("2024").place(TAJIKS_IN_RUSSIA, "origin_code")[0] + 1

UNREADABLE = {
    "a page of HTML": (PAGE, ["web page"]),
    "an unknown location code": (
        spoilt(lambda w: w.put(TAJIKS_IN_RUSSIA, "origin_code", 9753)),
        ["sheet 'Table 1'", "unknown location code 9753", f"row {ROW}"],
    ),
}
"""A workbook refused while it is fetched, and one refused while it is read. tests/etl/undesa has all other faults."""

NOT_ADDING_UP = {
    "a halved file": (spoilt(SmallWorkbook.halve), ["reconciliation"]),
    "regions that do not add up": (
        spoilt(lambda w: w.put((935, 900), ("migrants", 2005), 1)),
        ["reconciliation", "destination_code=935", "year=2005", "published=1"],
    ),
    "a stock that is in no region": (
        spoilt(lambda w: w.put(TAJIKS_IN_RUSSIA, ("migrants", 1990), 1)),
        ["reconciliation", "year=1990"],
    ),
}
"""Workbooks that read well and are found wanting once loaded."""


def cases(*groups: dict[str, tuple[bytes, list[str]]]) -> list[object]:
    return [pytest.param(*case, id=name) for group in groups for name, case in group.items()]


@pytest.mark.parametrize(("workbook", "named"), cases(UNREADABLE))
def test_an_unreadable_workbook_keeps_the_current_release_and_does_not_affect_the_other_source(
    small: SmallWarehouse, workbook: bytes, named: list[str]
) -> None:
    before = in_use_of(small.database, "undesa")
    news = Fault(figure_becomes("TJK", 2024, 99_000.0), on="SP.POP.TOTL")
    with small_publishers(news, workbooks={"2024": workbook}) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "undesa", "2024")
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert step.outcome is Outcome.FAILED
    assert step.error is not None
    assert "undesa_pd_2024" in step.error, "the message names the file"
    assert [part for part in named if part not in step.error] == [], step.error
    assert step.advice
    assert in_use_of(small.database, "undesa") == before
    assert step_of(report, "undesa", "2020").outcome is Outcome.UNCHANGED
    assert step_of(report, "worldbank").outcome is Outcome.PUBLISHED


@pytest.mark.parametrize(("workbook", "named"), cases(UNREADABLE))
def test_an_unreadable_local_file_fails_only_its_source(
    small: SmallWarehouse, workbook: bytes, named: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "by hand.xlsx"
    path.write_bytes(workbook)
    before = in_use_of(small.database, "undesa")
    news = Fault(figure_becomes("TJK", 2024, 99_000.0), on="SP.POP.TOTL")
    with small_publishers(news) as publisher:
        report = run_small(small.database, small.home, publisher.url, files={"undesa": [path]})
    step = step_of(report, "undesa")
    assert (report.exit_code, step.outcome) == (ExitCode.SOURCE_FAILED, Outcome.FAILED)
    assert step.error is not None
    assert "by hand.xlsx" in step.error
    assert [part for part in named if part not in step.error] == [], step.error
    assert in_use_of(small.database, "undesa") == before
    assert step_of(report, "worldbank").outcome is Outcome.PUBLISHED


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "outcome", "code", "named"),
    [
        (1, "B18", "France", Outcome.FAILED, ExitCode.SOURCE_FAILED, "'France', but in"),
        (0, "F18", 20_371, Outcome.REFUSED, ExitCode.CHECKS_FAILED, "destination_reconciliation"),
        (1, "E18", 1.0, Outcome.REFUSED, ExitCode.CHECKS_FAILED, "immigrants_exceed_population"),
    ],
)
def test_a_faulty_workbook_by_destination_leaves_the_one_in_use(
    sheet: int,
    cell: str,
    value: object,
    outcome: Outcome,
    code: ExitCode,
    named: str,
    small: SmallWarehouse,
    tmp_path: Path,
) -> None:
    path = tmp_path / "by hand.xlsx"
    path.write_bytes(build_destination_workbook(spoil=lambda *sheets: sheets[sheet].__setitem__(cell, value)))
    before = in_use_of(small.database, "undesa_destination")
    source = "undesa_destination"
    report = run_small(small.database, small.home, sources=[source], files={source: [path]})
    step = step_of(report, source)
    assert (report.exit_code, step.outcome) == (code, outcome)
    assert named in (step.error or "")
    assert in_use_of(small.database, source) == before


REFUSED_RUN = uuid.UUID(int=1)


@pytest.mark.parametrize(("workbook", "named"), cases(NOT_ADDING_UP))
def test_a_workbook_whose_sums_are_wrong_is_refused_and_leaves_nothing_behind(
    small: SmallWarehouse, workbook: bytes, named: list[str]
) -> None:
    before = in_use_of(small.database, "undesa")
    tables = partitions(small.database)
    news = Fault(figure_becomes("TJK", 2024, 99_000.0), on="SP.POP.TOTL")
    with small_publishers(news, workbooks={"2024": workbook}) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "undesa", "2024")
    assert (report.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED)
    assert step.error is not None
    assert "undesa 2024 was not published" in step.error
    assert [part for part in named if part not in step.error] == [], step.error
    assert step.advice is not None
    assert "--accept reconciliation" in step.advice
    assert in_use_of(small.database, "undesa") == before
    assert {name for name, _ in partitions(small.database) - tables} == {
        f"{fact}_r{step_of(report, 'worldbank').release_id}"
        for fact in ("fact_indicator", "published_name", "published_total")
    }
    with small.database.connect("loader") as connection:
        recorded = connection.execute(
            "select severity, failing_rows > 0, accepted_by from ops.check_result "
            "where run_id = %s and source_code = 'undesa' and check_name = 'reconciliation' and edition = '2024'",
            (report.run_id,),
        ).fetchall()
    assert recorded == [("error", True, None)]


def test_a_refused_workbook_is_published_if_its_finding_is_accepted(small: SmallWarehouse) -> None:
    workbook, _ = NOT_ADDING_UP["regions that do not add up"]
    with small_publishers(workbooks={"2024": workbook}) as publisher:
        report = run_small(small.database, small.home, publisher.url, accept=["reconciliation"])
    step = step_of(report, "undesa", "2024")
    assert (report.exit_code, step.outcome) == (0, Outcome.PUBLISHED)
    with small.database.connect("loader") as connection:
        row = connection.execute(
            "select c.accepted_by, r.started_by from ops.check_result as c inner join ops.run as r using (run_id) "
            "where run_id = %s and check_name = 'reconciliation' and failing_rows > 0",
            (report.run_id,),
        ).fetchone()
    assert row is not None
    assert row[0] == row[1]


def test_status_shows_a_refusal_until_a_later_run_gets_correct_data(
    small: SmallWarehouse,
) -> None:
    def told() -> set[str]:
        found = read_overview(small.database).findings
        return {row["check_name"] for row in found if row["severity"] == "error"}

    workbook, _ = NOT_ADDING_UP["regions that do not add up"]
    with small_publishers(workbooks={"2024": workbook}) as publisher:
        run_small(small.database, small.home, publisher.url)
    assert "reconciliation" in told()
    with small_publishers() as publisher:
        assert run_small(small.database, small.home, publisher.url).exit_code == 0
    assert told() == set()


def test_a_later_refusal_does_not_hide_what_checks_found_in_the_release_in_use(
    small: SmallWarehouse,
) -> None:
    accepted, _ = NOT_ADDING_UP["regions that do not add up"]
    with small_publishers(workbooks={"2024": accepted}) as publisher:
        run_small(small.database, small.home, publisher.url, accept=["reconciliation"])

    with small.database.connect("loader") as connection:
        for copy in (
            """
            insert into ops.run (run_id, started_at, outcome, version, host, process_id, started_by)
            select %s, started_at, 'checks failed', version, host, process_id, started_by
            from ops.run order by run_number desc limit 1
            """,
            """
            insert into ops.check_result (
                run_id, check_name, source_code, subject, edition, severity, failing_rows, examples, checked_at
            )
            select
                %s, check_name, source_code, subject, edition, severity, 0, '[]', checked_at + interval '1 day'
            from ops.check_result where check_name = 'reconciliation' and edition = '2024' and failing_rows > 0
            """,
        ):
            connection.execute(copy, (REFUSED_RUN,))
    (found,) = (
        row for row in read_overview(small.database).findings if row["check_name"] == "reconciliation"
    )
    assert found["accepted_by"]


def test_a_refused_source_and_a_failed_one_exit_with_3(small: SmallWarehouse) -> None:
    with small_publishers(workbooks={"2020": PAGE, "2024": NOT_ADDING_UP["a halved file"][0]}) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    outcomes = [step_of(report, "undesa", edition).outcome for edition in ("2020", "2024")]
    assert outcomes == [Outcome.FAILED, Outcome.REFUSED]
    assert report.exit_code == ExitCode.CHECKS_FAILED


def test_a_correct_revision_is_published_beside_the_release_it_supersedes(small: SmallWarehouse) -> None:
    before = release_ids(small.database)
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "undesa", "2024")
    assert (report.exit_code, step.outcome) == (0, Outcome.PUBLISHED)
    assert release_ids(small.database) == before | {step.release_id}


BY_HAND = {
    "page.xlsx": (PAGE, 1, ["web page", "--file undesa=PATH"]),
    "half.xlsx": (NOT_ADDING_UP["a halved file"][0], 3, ["was not published", "--accept"]),
    "small.xlsx": (build_workbook("2024").to_bytes(), 3, ["figures_lost", "country_lost"]),
}


def test_the_real_figures_stay_whatever_local_file_is_given(
    loaded_copy: Database, loaded_home: Path, mirror: str, tmp_path: Path
) -> None:
    before = all_rows_in_use(loaded_copy)
    for name, (workbook, code, named) in BY_HAND.items():
        path = tmp_path / name
        path.write_bytes(workbook)
        done = call_command(
            "run",
            "undesa",
            "--file",
            f"undesa={path}",
            database=loaded_copy,
            home=loaded_home,
            publisher=mirror,
        )
        assert done.code == code, done.out + done.err
        assert [part for part in named if part not in done.out] == [], done.out
    assert all_rows_in_use(loaded_copy) == before
