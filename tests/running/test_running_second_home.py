"""A warehouse used from two homes: the snapshots of a release are in the one that fetched it."""

from pathlib import Path

import pytest

from diaspora_dw.errors import DiasporaError
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.inspecting.rebuilding import rebuild
from diaspora_dw.running.report import Outcome
from tests.running.small_world import OTHER_WORKBOOK, run_small, small_publishers, step_of
from tests.small_warehouse import SmallWarehouse


def test_a_run_from_a_second_home_finds_everything_unchanged_and_keeps_its_own_snapshots(
    small: SmallWarehouse, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    with small_publishers() as publisher:
        report = run_small(small.database, second, publisher.url)
    assert {step.outcome for step in report.steps} == {Outcome.UNCHANGED}

    store = SnapshotStore(second / "snapshots")
    with small.database.connect("loader", autocommit=True) as connection:
        releases = connection.execute(
            "select release_id from dw.source_release where source_code = 'undesa'"
        ).fetchall()
        assert all(rebuild(connection, store, release).identical for (release,) in releases)


def test_a_release_that_another_home_fetched_cannot_be_rebuilt_and_the_error_says_where_to_look(
    small: SmallWarehouse, tmp_path: Path
) -> None:
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        release = step_of(run_small(small.database, tmp_path / "first", publisher.url), "undesa").release_id
    assert release is not None
    with (
        small.database.connect("loader", autocommit=True) as connection,
        pytest.raises(DiasporaError, match=f"is not in {small.home}") as raised,
    ):
        rebuild(connection, SnapshotStore(small.home / "snapshots"), release)
    assert "DIASPORA_DW_HOME" in raised.value.advice
