"""Log lines of a run carry its id, whichever thread they come from."""

import json
import re
from pathlib import Path

from diaspora_dw.database import Database
from tests.conftest import CallCommand
from tests.running.small_world import small_environment, small_publishers
from tests.small_warehouse import SmallWarehouse


def test_every_json_line_of_a_run_has_its_run_id(
    database: Database, command: CallCommand, tmp_path: Path
) -> None:
    with small_publishers() as publisher:
        done = command(
            "--log-format",
            "json",
            "run",
            "--json",
            database=database,
            environment=small_environment(tmp_path, publisher.url),
        )
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert {line["run_id"] for line in lines} == {done.json()["run_id"]}
    assert any(line["message"].endswith("loading") for line in lines)
    fetched = [line for line in lines if line["message"].startswith("undesa 2020: ")]
    assert len(fetched) >= 3, "what its own thread says of a source is there too"


def test_a_text_line_has_no_run_id(small: SmallWarehouse, command: CallCommand) -> None:
    done = command("run", "--offline", database=small.database)
    lines = [line for line in done.err.splitlines() if " INFO " in line]
    assert lines
    assert all(re.match(r"\d\d:\d\d:\d\d INFO    \w", line) for line in lines)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", done.err)


def test_a_step_that_failed_is_an_error_and_what_succeeded_is_not(
    database: Database, command: CallCommand
) -> None:
    done = command("--log-format", "json", "run", "undesa", "--file", f"undesa={__file__}", database=database)
    lines = [json.loads(line) for line in done.err.splitlines()]
    (failed,) = [line["message"] for line in lines if line["level"] == "error"]
    assert failed.startswith("undesa local file failed: ")
    assert failed.count(Path(__file__).name) == 1
    assert any(line["level"] == "info" and "reference" in line["message"] for line in lines)
