"""Turn the clock back during a run and between runs: the order of releases decides which is newer."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from diaspora_dw.database import Database
from diaspora_dw.inspecting.overview import read_overview
from tests.faults.conftest import FaultTarget
from tests.faults.wholeness import active_digests
from tests.running.small_world import run_small


def clock_going_backwards(from_: datetime, step: timedelta) -> Callable[[], datetime]:
    """Return a clock that goes back by a step whenever it is read."""
    shown = [from_]

    def now() -> datetime:
        shown[0] -= step
        return shown[0]

    return now


@contextmanager
def patch_clock(now: Callable[[], datetime]) -> Iterator[None]:
    """Replace the clock."""
    with mock.patch("diaspora_dw.clock.now", now), mock.patch("diaspora_dw.fetching.http.now", now):
        yield


@pytest.mark.parametrize(("years", "step"), [(0, timedelta(days=40)), (20, timedelta(seconds=1))])
def test_a_clock_going_backwards_keeps_no_release_from_becoming_current(
    target: FaultTarget, years: int, step: timedelta
) -> None:
    began = datetime.now(UTC) - timedelta(days=365 * years)
    for _ in range(2):
        target.change_figures()
        before = active_digests(target.database)
        with patch_clock(clock_going_backwards(began, step)):
            report = run_small(target.database, target.home, target.publishers.publisher.url)
            overview = read_overview(target.database)
        assert report.exit_code == 0, report.error
        assert report.seconds >= 0
        assert {s.dataset for s in report.steps if s.outcome == "published"} == {"2020", "2024", "latest"}
        assert active_digests(target.database) != before
        json.dumps(overview.model_dump(), default=str)
        began -= timedelta(days=1)
    assert target.faults() == []
    assert find_disorder(target.database) == []
    target.change_figures()
    target.check_next_run()


def test_a_clock_that_was_ahead_hides_no_later_run_and_makes_no_source_look_fresh(
    target: FaultTarget,
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    url = target.publishers.publisher.url
    with patch_clock(lambda: ahead):
        run_small(target.database, target.home, url)
    night = run_small(target.database, target.home, url)
    overview = read_overview(target.database)
    assert overview.runs[0]["run_id"] == night.run_id
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert [row["source_code"] for row in overview.sources if row["confirmed_at"] > now] == []


def find_disorder(database: Database) -> list[str]:
    """Return negative durations, and active releases that a later one of the same edition should supersede."""
    with database.connect("loader", autocommit=True) as connection:
        rows = connection.execute("""
            select 'run of ' || seconds from ops.run where seconds < 0
            union all
            select 'step of ' || seconds from ops.step where seconds < 0 or ended_at < started_at
            union all
            select 'release ' || older.release_id || ' stands beside ' || newer.release_id
            from dw.source_release as older
            inner join dw.source_release as newer using (source_code, subject, edition)
            where older.superseded_at is null and newer.release_id > older.release_id
        """).fetchall()
    return [words for (words,) in rows]
