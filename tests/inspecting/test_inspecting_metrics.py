"""What monitoring reads after a run, in Prometheus' text form."""

from pathlib import Path

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from diaspora_dw.database import Database
from tests.conftest import CallCommand
from tests.running.small_world import small_environment, small_publishers
from tests.small_warehouse import SmallWarehouse


def samples(path: Path) -> dict[str, dict[tuple[str, ...], float]]:
    """The file's values, by metric and by the values of its labels."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(path.read_text()):
        assert family.documentation
        for sample in family.samples:
            found.setdefault(sample.name.removeprefix("diaspora_dw_"), {})[tuple(sample.labels.values())] = (
                sample.value
            )
    return found


def test_a_run_writes_metrics_about_itself_and_every_source(
    small: SmallWarehouse, command: CallCommand, tmp_path: Path
) -> None:
    path = tmp_path / "diaspora_dw.prom"
    with small_publishers() as publisher:
        done = command(
            "run",
            "--metrics-file",
            str(path),
            database=small.database,
            home=small.home,
            environment=small_environment(tmp_path, publisher.url),
        )
    assert done.code == 0, done.err
    found = samples(path)
    assert found["run_success"] == {(): 1}
    assert found["run_exit_code"] == {(): 0}
    assert found["run_duration_seconds"][()] > 0
    assert found["source_is_current"]["undesa", ""] == 1
    assert found["source_is_stale"]["undesa", ""] == 0
    assert found["source_rows"]["undesa", ""] > 0
    assert 0 <= found["source_age_seconds"]["undesa", ""] < found["source_allowed_age_seconds"]["undesa", ""]
    assert ("error", "undesa", "") in found["source_failing_checks"]
    assert found["source_confirmed_timestamp_seconds"]["undesa", ""] == pytest.approx(
        found["run_timestamp_seconds"][()], abs=60
    )
    assert list(tmp_path.glob("*.prom*")) == [path]


def test_a_run_without_publishers_is_not_a_success_and_the_sample_not_current(
    database: Database, command: CallCommand, tmp_path: Path
) -> None:
    path = tmp_path / "diaspora_dw.prom"
    done = command("run", "worldbank", "--offline", "--metrics-file", str(path), database=database)
    assert done.code == 0, done.err
    found = samples(path)
    assert found["source_is_current"]["worldbank", ""] == 0
    assert ("undesa", "") not in found["source_age_seconds"]


def test_a_run_without_a_database_writes_its_exit_code(command: CallCommand, tmp_path: Path) -> None:
    path = tmp_path / "diaspora_dw.prom"
    done = command(
        "run", "--metrics-file", str(path), database=Database("postgresql://nobody@127.0.0.1:9/none")
    )
    assert done.code == 5
    found = samples(path)
    assert found["run_exit_code"] == {(): 5}
    assert found["run_success"] == {(): 0}
    assert "source_is_current" not in found


@pytest.mark.parametrize(
    ("name", "said"),
    [("none/x.prom", "the folder does not exist"), ("x.txt", "only files whose name ends in .prom")],
)
def test_a_metrics_file_that_nobody_would_read_is_refused_before_the_run(
    database: Database, command: CallCommand, tmp_path: Path, name: str, said: str
) -> None:
    done = command("run", "--metrics-file", str(tmp_path / name), database=database)
    assert done.code == 2
    assert said in " ".join(done.err.split())
    with psycopg.connect(database.owner_url) as connection:
        assert connection.execute("select count(*) from ops.run").fetchone() == (0,)
