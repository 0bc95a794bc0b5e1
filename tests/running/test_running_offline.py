"""Without publishers, releases stay; an empty warehouse gets the sample until the first real load."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.overview import read_overview
from diaspora_dw.running.report import Outcome
from tests.conftest import CallCommand, Databases, call_command
from tests.publishers import Fault, answers, hangs_up
from tests.running.in_use import all_rows_in_use, everything_in_use, partitions, release_ids
from tests.running.small_world import (
    NOBODY,
    run_small,
    small_publishers,
    step_of,
)
from tests.small_warehouse import SmallWarehouse

SAMPLES = [
    ("undesa", "2020 sample", True),
    ("undesa", "2024 sample", True),
    ("worldbank", "2025-07-01 sample", True),
]


def recorded_releases(database: Database) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(
            """
            select source_code, edition, is_sample from dw.source_release
            where source_code in ('undesa', 'worldbank') order by 1, 2
            """
        ).fetchall()


def test_unreachable_publishers_cost_half_a_minute_at_most_and_no_loaded_data(
    loaded_copy: Database, loaded_home: Path
) -> None:
    before = all_rows_in_use(loaded_copy)
    started = time.monotonic()
    done = call_command("run", database=loaded_copy, home=loaded_home, publisher=NOBODY)
    assert time.monotonic() - started < 30
    assert done.code == ExitCode.SOURCE_FAILED
    for source in ("undesa 2020", "undesa 2024", "worldbank latest"):
        assert f"{source} failed:" in done.out
    assert "127.0.0.1:9" in done.out
    assert "sample" not in done.out.lower()
    assert all_rows_in_use(loaded_copy) == before


def test_an_offline_run_keeps_loaded_data_and_contacts_nobody(small: SmallWarehouse) -> None:
    before = everything_in_use(small.database)
    with small_publishers() as publisher:
        report = run_small(small.database, small.home, publisher.url, offline=True)
    assert publisher.asked == []
    assert report.exit_code == 0
    kept = [step.source for step in report.steps if step.outcome is Outcome.KEPT]
    assert {"undesa", "worldbank"} <= set(kept)
    assert step_of(report, "reference").outcome is Outcome.UNCHANGED, "what comes with the software is there"
    assert everything_in_use(small.database) == before


@pytest.fixture
def sampled(databases: Databases, sampled_template: tuple[str, str]) -> Iterator[Database]:
    """A warehouse with the bundled sample in it."""
    with databases.temporary(sampled_template[0]) as database:
        yield database


def test_a_first_run_without_a_network_succeeds_and_shows_the_sample(
    sampled: Database, sampled_template: tuple[str, str]
) -> None:
    out = sampled_template[1]
    assert recorded_releases(sampled) == SAMPLES
    assert "127.0.0.1:9" in out, "it says that nobody was there"
    assert "this is the bundled sample" in out
    assert "Sample: " in out
    assert "diaspora-dw factsheet TJK" in out


def test_the_corridors_of_the_sample_have_no_share_of_their_destinations(
    sampled: Database,
) -> None:
    with sampled.connect("reader") as connection:
        corridors = connection.execute("""
            select destination_name, migrants, pct_of_emigrants > 80, pct_of_immigrants
            from mart.corridor
            where origin_iso3_code = 'TJK' and year = 2024 order by migrants desc limit 1
        """).fetchall()
    assert corridors == [("Russian Federation", 415_676, True, None)]


def test_the_sample_is_marked_wherever_it_is_shown(sampled: Database, command: CallCommand) -> None:
    assert "one country only" in command("status", database=sampled).out
    listed = command("status", "--json", database=sampled).json()["sources"]
    assert {row["source_code"] for row in listed if row["is_sample"]} >= {"undesa", "worldbank"}
    sheet = command("factsheet", "TJK", database=sampled)
    assert sheet.code == 0
    assert "SAMPLE" in sheet.out
    as_json = command("factsheet", "TJK", "--format", "json", database=sampled).json()
    assert as_json["is_sample"] is True
    assert {source["edition"] for source in as_json["sources"]} >= {"2024 sample", "2025-07-01 sample"}


def test_a_second_run_without_a_network_fails_and_keeps_the_sample(sampled: Database, tmp_path: Path) -> None:
    before = everything_in_use(sampled)
    report = run_small(sampled, tmp_path / "home")
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert everything_in_use(sampled) == before
    assert run_small(sampled, tmp_path / "home", offline=True).exit_code == 0
    assert everything_in_use(sampled) == before


def test_the_first_real_load_replaces_the_sample(sampled: Database, tmp_path: Path) -> None:
    with small_publishers() as publisher:
        report = run_small(sampled, tmp_path / "home", publisher.url)
    assert report.exit_code == 0
    assert recorded_releases(sampled) == [
        ("undesa", "2020", False),
        ("undesa", "2024", False),
        ("worldbank", "2025-07-01", False),
    ]
    assert {release for _, release in partitions(sampled)} <= release_ids(sampled), "its rows are gone"
    with sampled.connect("reader") as connection:
        assert connection.execute(
            """
            select edition from dw.source_release
            where is_current and source_code in ('undesa', 'worldbank') order by 1
            """
        ).fetchall() == [("2024",), ("2025-07-01",)]
        assert connection.execute("select count(*) from mart.source_status where is_sample").fetchone() == (
            0,
        )


def test_no_trace_of_the_sample_is_left_in_data_loaded_after_it(
    sampled: Database, small: SmallWarehouse, tmp_path: Path
) -> None:
    with small_publishers() as publisher:
        run_small(sampled, tmp_path / "home", publisher.url)
    query = """
        select c.iso3_code, g.group_code, b.valid_from, b.valid_to from dw.bridge_country_group as b
        inner join dw.dim_country_group as g using (group_id) inner join dw.dim_country as c using (country_id)
        order by 1, 2, 3
    """
    memberships = []
    for database in (sampled, small.database):
        with database.connect("reader") as connection:
            memberships.append(connection.execute(query).fetchall())
    assert memberships[0] == memberships[1]
    seen, as_if_never_sampled = everything_in_use(sampled), everything_in_use(small.database)
    for view in ("emigration", "emigration_by_group", "corridor", "remittance", "country_profile"):
        assert seen[view] == as_if_never_sampled[view], view


def test_the_sample_of_a_source_stays_while_its_publisher_is_unreachable(
    sampled: Database, tmp_path: Path
) -> None:
    with small_publishers(Fault(hangs_up(), on="/v2/")) as publisher:
        report = run_small(sampled, tmp_path / "home", publisher.url)
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert [row[1] for row in recorded_releases(sampled)] == ["2020", "2024", "2025-07-01 sample"]
    sheet = read_overview(sampled).sources
    assert [row["source_code"] for row in sheet if row["is_sample"]] == ["worldbank"]


def test_an_offline_run_loads_the_sample_into_an_empty_warehouse(database: Database, tmp_path: Path) -> None:
    with small_publishers() as publisher:
        report = run_small(database, tmp_path / "home", publisher.url, offline=True)
    assert publisher.asked == []
    assert report.exit_code == 0
    assert recorded_releases(database) == SAMPLES


@pytest.mark.parametrize(("down", "up"), [("undesa_pd", "worldbank"), ("/v2/", "undesa")])
def test_an_unreachable_publisher_does_not_affect_the_other_and_no_sample_is_loaded(
    database: Database, tmp_path: Path, down: str, up: str
) -> None:
    with small_publishers(Fault(hangs_up(), on=down)) as publisher:
        report = run_small(database, tmp_path / "home", publisher.url)
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert step_of(report, up).outcome is Outcome.PUBLISHED
    assert {row[0] for row in recorded_releases(database)} == {up}
    assert not any(row[2] for row in recorded_releases(database))


def test_if_all_publishers_refuse_an_empty_warehouse_gets_the_sample_and_the_run_exits_with_1(
    database: Database, tmp_path: Path
) -> None:
    with small_publishers(Fault(answers(403))) as publisher:
        report = run_small(database, tmp_path / "home", publisher.url)
    assert report.exit_code == ExitCode.SOURCE_FAILED
    assert recorded_releases(database) == SAMPLES


def test_status_says_of_each_dataset_that_failed_why_and_what_to_do(
    small: SmallWarehouse, command: CallCommand
) -> None:
    with small_publishers(Fault(hangs_up(), on="undesa_pd"), Fault(answers(403), on="/v2/")) as publisher:
        run_small(small.database, small.home, publisher.url)
    lines = command("status", database=small.database).out.splitlines()
    steps = lines[lines.index("Steps of the last run") :]
    assert len([line for line in steps if "could not be reached a moment ago" in line]) == 1
    advised = [line.partition(":")[0] for line in steps if re.match(r"[\w ,]+: [A-Z]", line)]
    assert advised == ["undesa 2020, undesa 2024", "undesa_destination 2024", "worldbank latest"]
