"""A scheduler may believe exit code 0: every source is current and young enough, and the job works."""

from pathlib import Path

import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.inspecting.health import read_health
from tests.conftest import CallCommand
from tests.small_warehouse import SmallWarehouse


def change(database: Database, statement: str) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(statement.encode())


def test_a_loaded_warehouse_is_healthy(small: SmallWarehouse, command: CallCommand) -> None:
    done = command("health", database=small.database)
    assert done.code == 0, done.out + done.err
    assert any(line.startswith("ok: undesa: edition 2024") for line in done.out.splitlines())
    assert "not ok" not in done.out


def test_health_as_json(small: SmallWarehouse, command: CallCommand) -> None:
    said = command("health", "--json", database=small.database).json()
    assert said["healthy"] is True
    [undesa] = [source for source in said["sources"] if source["source"] == "undesa"]
    assert undesa["is_current"] is True
    assert undesa["problem"] is None
    assert undesa["age_seconds"] < undesa["allowed_age_seconds"]


def test_a_source_older_than_its_allowed_age_is_unhealthy(
    small: SmallWarehouse, command: CallCommand
) -> None:
    change(
        small.database,
        "update ops.step set ended_at = ended_at - interval '46 days' where source_code = 'undesa'",
    )
    done = command("health", database=small.database)
    assert done.code == 1
    assert "not ok: undesa: too old: edition 2024, confirmed 46 days ago, 45 days allowed" in done.out


def test_a_source_without_a_current_release_is_unhealthy(small: SmallWarehouse) -> None:
    change(small.database, "update dw.source_release set is_current = false where source_code = 'worldbank'")
    state = read_health(small.database)
    assert not state.healthy
    assert [source.problem for source in state.sources if source.source == "worldbank"] == [
        "nothing is loaded"
    ]


def test_the_bundled_sample_is_unhealthy(database: Database, command: CallCommand) -> None:
    assert command("run", "--offline", database=database).code == 0
    done = command("health", database=database)
    assert done.code == 1
    assert "undesa: only the bundled sample is loaded" in done.out


def test_a_database_without_a_warehouse_is_unhealthy_and_stays_empty(
    empty_database: Database, command: CallCommand
) -> None:
    done = command("health", database=empty_database)
    assert done.code == 1
    assert "not ok: undesa: nothing is loaded" in done.out
    with psycopg.connect(empty_database.owner_url) as connection:
        assert connection.execute("select to_regnamespace('dw')").fetchone() == (None,)


@pytest.mark.parametrize("took_a_step", [True, False])
def test_a_run_that_processed_no_source_is_unhealthy_and_one_whose_source_failed_is_not(
    small: SmallWarehouse, *, took_a_step: bool
) -> None:
    if not took_a_step:
        change(
            small.database,
            """
            insert into ops.run (run_id, started_at, outcome, version, host, process_id, started_by, error)
            values (gen_random_uuid(), now(), 'abandoned', '1', 'host', 1, 'me', 'it was killed')
            """,
        )
    else:
        change(small.database, "update ops.run set outcome = 'failed', exit_code = 1")
    state = read_health(small.database)
    assert state.healthy is took_a_step
    if not took_a_step:
        assert "before processing any source: it was killed" in (state.last_run_problem or "")


def test_health_exits_with_5_if_the_database_cannot_be_reached(command: CallCommand) -> None:
    done = command("health", database=Database("postgresql://nobody@127.0.0.1:9/none"))
    assert done.code == 5


def test_health_does_not_create_or_start_a_server(command: CallCommand, tmp_path: Path) -> None:
    done = command("health", database=None, home=tmp_path / "home")
    assert done.code == 5
    assert "not running" in done.err
    assert not (tmp_path / "home").exists()
