"""A run that finds nothing new changes nothing and reports that."""

from pathlib import Path

from diaspora_dw.database import Database
from diaspora_dw.running.report import Outcome
from tests.conftest import call_command
from tests.running.in_use import places_of_rows, release_ids
from tests.running.small_world import WORKBOOKS, run_small, small_publishers, step_of
from tests.small_warehouse import SmallWarehouse


def test_a_second_run_writes_no_row_of_the_star_and_reports_unchanged(
    loaded_copy: Database, loaded_home: Path, mirror: str
) -> None:
    before, releases = places_of_rows(loaded_copy), release_ids(loaded_copy)
    done = call_command("run", "--json", database=loaded_copy, home=loaded_home, publisher=mirror)
    assert done.code == 0, done.err
    assert {step["outcome"] for step in done.json()["steps"]} == {"unchanged"}
    assert {"reference", "undesa", "worldbank"} <= {step["source"] for step in done.json()["steps"]}
    assert done.json()["preparation"] == []
    assert places_of_rows(loaded_copy) == before
    assert release_ids(loaded_copy) == releases


def test_a_second_run_confirms_the_loaded_releases(small: SmallWarehouse) -> None:
    query = b"select source_code, edition, confirmed_at from mart.source_status order by 1, 2"
    with small.database.connect("loader") as connection:
        before = connection.execute(query).fetchall()
    with small_publishers() as publisher:
        run_small(small.database, small.home, publisher.url)
    with small.database.connect("loader") as connection:
        after = connection.execute(query).fetchall()
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert all(new[2] > old[2] for new, old in zip(after, before, strict=True))


def test_the_same_figures_under_another_date_make_no_new_release(small: SmallWarehouse) -> None:
    before, releases = places_of_rows(small.database), release_ids(small.database)
    with small_publishers(lastupdated="2025-09-09") as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (0, Outcome.UNCHANGED)
    assert step.release_id in releases
    assert places_of_rows(small.database) == before


def test_the_same_local_files_make_no_new_releases(small: SmallWarehouse, tmp_path: Path) -> None:
    paths = [tmp_path / f"mine {edition}.xlsx" for edition in WORKBOOKS]
    for path, workbook in zip(paths, WORKBOOKS.values(), strict=True):
        path.write_bytes(workbook)
    with small_publishers() as publisher:
        report = run_small(small.database, small.home, publisher.url, files={"undesa": paths})
    steps = {step.edition: step.outcome for step in report.steps if step.source == "undesa"}
    assert steps == dict.fromkeys(WORKBOOKS, Outcome.UNCHANGED)


def test_force_loads_an_unchanged_dataset_again(small: SmallWarehouse) -> None:
    with small_publishers() as publisher:
        report = run_small(small.database, small.home, publisher.url, force=True, sources=["worldbank"])
    step = step_of(report, "worldbank")
    assert step.outcome is Outcome.PUBLISHED
    assert step.changes is not None
    assert (step.changes.added, step.changes.removed, step.changes.changed) == (0, 0, 0)
