"""A clock that goes backwards, within a run and between runs: what is newer is told by the order of releases."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from diaspora_dw.database import Database
from diaspora_dw.inspecting.overview import read_overview
from tests.faults.conftest import Disturbed
from tests.faults.wholeness import standing
from tests.running.small_world import run_small


def backwards(from_: datetime, step: timedelta) -> Callable[[], datetime]:
    """A clock that goes a step back whenever somebody looks."""
    shown = [from_]

    def now() -> datetime:
        shown[0] -= step
        return shown[0]

    return now


@contextmanager
def clock_shows(now: Callable[[], datetime]) -> Iterator[None]:
    """Let everybody look at another clock."""
    with mock.patch("diaspora_dw.clock.now", now), mock.patch("diaspora_dw.fetching.http.now", now):
        yield


@pytest.mark.parametrize(("years", "step"), [(0, timedelta(days=40)), (20, timedelta(seconds=1))])
def test_a_clock_that_goes_back_keeps_no_release_from_being_the_current_one(
    disturbed: Disturbed, years: int, step: timedelta
) -> None:
    began = datetime.now(UTC) - timedelta(days=365 * years)
    for _ in range(2):
        disturbed.publish_other()
        before = standing(disturbed.database)
        with clock_shows(backwards(began, step)):
            report = run_small(disturbed.database, disturbed.home, disturbed.publishers.publisher.url)
            overview = read_overview(disturbed.database)
        assert report.exit_code == 0, report.error
        assert report.seconds >= 0
        assert {s.dataset for s in report.steps if s.outcome == "published"} == {"2020", "2024", "latest"}
        assert standing(disturbed.database) != before
        json.dumps(overview.model_dump(), default=str)
        began -= timedelta(days=1)
    assert disturbed.faults() == []
    assert disordered(disturbed.database) == []
    disturbed.publish_other()
    disturbed.goes_on()


def test_a_night_with_the_clock_ahead_hides_no_later_run_and_makes_no_source_young(
    disturbed: Disturbed,
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    url = disturbed.publishers.publisher.url
    with clock_shows(lambda: ahead):
        run_small(disturbed.database, disturbed.home, url)
    night = run_small(disturbed.database, disturbed.home, url)
    overview = read_overview(disturbed.database)
    assert overview.runs[0]["run_id"] == night.run_id
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert [row["source_code"] for row in overview.sources if row["confirmed_at"] > now] == []


def disordered(database: Database) -> list[str]:
    """Durations below nothing, and releases that stand though a later one has the same edition."""
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
