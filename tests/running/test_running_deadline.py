"""A run ends at its deadline, and neither a run nor a session waits for ever for another."""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, RunCutShortError
from diaspora_dw.migrating import current_revision, migrate, newest_revision
from diaspora_dw.running.deadline import Deadline
from diaspora_dw.running.report import Outcome
from tests.conftest import CallCommand
from tests.publishers import Fault, slow
from tests.running.locking import run_lock_held, transaction_left_open
from tests.running.small_world import run_small, small_environment, small_publishers
from tests.small_warehouse import SmallWarehouse

SOON = 30.0
"""A deadline of a second or two has to be kept within this, on a busy machine too."""


def last_run(database: Database) -> tuple[Any, ...]:
    with database.connect("loader") as connection:
        row = connection.execute(
            "select outcome, exit_code, error, advice from ops.run order by started_at desc limit 1"
        ).fetchone()
    assert row is not None
    return row


def sessions(database: Database) -> list[str]:
    """What the warehouse's sessions are at, this one left out."""
    with psycopg.connect(database.owner_url) as connection:
        rows = connection.execute(
            """
            select query from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            """
        ).fetchall()
    return [row[0] for row in rows]


def eventually(holds: Callable[[], bool], seconds: float = SOON) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_silent_publisher_does_not_delay_the_deadline(database: Database, tmp_path: Path) -> None:
    started = time.monotonic()
    with (
        small_publishers(Fault(slow(60), on="undesa_pd_2020")) as publisher,
        pytest.raises(RunCutShortError, match="deadline of 2 seconds"),
    ):
        run_small(database, tmp_path, publisher.url, deadline_seconds=2)
    assert time.monotonic() - started < SOON

    outcome, exit_code, error, advice = last_run(database)
    assert (outcome, exit_code) == ("failed", 1)
    assert "deadline" in error
    assert "--deadline" in advice


@pytest.mark.parametrize(("asked", "seconds"), [(None, "2"), (1.5, "1.5")])
def test_a_run_has_the_deadline_of_the_settings_unless_it_asks_for_another(
    small: SmallWarehouse, monkeypatch: pytest.MonkeyPatch, asked: float | None, seconds: str
) -> None:
    monkeypatch.setenv("DIASPORA_DW_DEADLINE_SECONDS", "2")
    with (
        run_lock_held(small.database),
        pytest.raises(RunCutShortError, match=f"deadline of {seconds} seconds") as raised,
    ):
        run_small(small.database, small.home, deadline_seconds=asked, wait_seconds=60)
    assert raised.value.exit_code == 1
    assert "--deadline or DIASPORA_DW_DEADLINE_SECONDS" in raised.value.advice


def test_releases_published_before_the_deadline_stay_and_the_next_run_continues(
    database: Database, tmp_path: Path
) -> None:
    with (
        small_publishers(Fault(slow(60), on="undesa_pd_2020")) as publisher,
        pytest.raises(RunCutShortError),
    ):
        run_small(database, tmp_path, publisher.url, deadline_seconds=6)  # the run imports pandas
    with small_publishers() as publisher:
        report = run_small(database, tmp_path, publisher.url)
    outcomes = {step.source: step.outcome for step in report.steps}
    assert outcomes["reference"] is Outcome.UNCHANGED
    assert outcomes["undesa"] is Outcome.PUBLISHED


def test_the_process_exits_with_1_at_the_deadline(
    database: Database, command: CallCommand, tmp_path: Path
) -> None:
    started = time.monotonic()
    with small_publishers(Fault(slow(60), on="undesa_pd_2020")) as publisher:
        done = command(
            "run",
            "--deadline",
            "4",
            database=database,
            environment=small_environment(tmp_path, publisher.url),
        )
    assert done.code == 1, done.err
    assert "deadline of 4 seconds" in done.err
    assert time.monotonic() - started < 4 + SOON


def test_a_statement_that_waits_for_a_lock_is_cancelled_at_the_deadline(small: SmallWarehouse) -> None:
    with (
        transaction_left_open(small.database, "lock table dw.source_release in access exclusive mode"),
        small_publishers() as publisher,
        pytest.raises(RunCutShortError),
    ):
        run_small(small.database, small.home, publisher.url, deadline_seconds=1)
    assert eventually(lambda: not any("source_release" in query for query in sessions(small.database)))


def test_waiting_for_another_run_ends_at_the_deadline(small: SmallWarehouse) -> None:
    with (
        run_lock_held(small.database),
        small_publishers() as publisher,
        pytest.raises(RunCutShortError),
    ):
        run_small(small.database, small.home, publisher.url, deadline_seconds=1, wait_seconds=60)


def test_a_run_in_another_thread_observes_its_deadline_too(small: SmallWarehouse) -> None:
    raised: list[BaseException] = []

    def in_a_thread() -> None:
        try:
            run_small(small.database, small.home, publisher.url, deadline_seconds=1)
        except RunCutShortError as error:
            raised.append(error)

    with (
        transaction_left_open(small.database, "lock table dw.dim_country in access exclusive mode"),
        small_publishers(Fault(slow(60), on="undesa_pd_2024")) as publisher,
    ):
        thread = threading.Thread(target=in_a_thread)
        thread.start()
        thread.join(SOON)
        assert not thread.is_alive()
    assert len(raised) == 1


def test_a_deadline_without_a_limit_never_passes() -> None:
    deadline = Deadline()
    deadline.check()
    assert deadline.moment == deadline.seconds_left == math.inf
    assert not deadline.is_over


def test_a_run_restores_the_signal_handlers(small: SmallWarehouse) -> None:
    numbers = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    run_small(small.database, small.home, deadline_seconds=60, offline=True)
    assert [signal.getsignal(number) for number in numbers] == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_does_so_at_once_says_so_and_is_recorded(
    database: Database, tmp_path: Path, number: signal.Signals
) -> None:
    with small_publishers(Fault(slow(60), on="undesa_pd_2020")) as publisher:
        process = subprocess.Popen(
            [sys.executable, "-m", "diaspora_dw", "run"],
            env={
                **os.environ,
                **small_environment(tmp_path, publisher.url),
                "DATABASE_URL": database.owner_url,
                "DIASPORA_DW_HOME": str(tmp_path),
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if "published" in line:
                break
        process.send_signal(number)
        _, printed = process.communicate(timeout=SOON)
    assert process.returncode == 1
    assert "Error: the run was told to stop" in printed
    outcome, _, error, advice = last_run(database)
    assert outcome == "failed"
    assert "told to stop" in error
    assert "continues from there" in advice


def test_a_locked_table_fails_only_its_source(database: Database, tmp_path: Path) -> None:
    impatient = Database(f"{database.owner_url}?options=-c%20lock_timeout%3D300ms")
    with (
        transaction_left_open(database, "lock table dw.fact_migrant_stock in share mode"),
        small_publishers() as publisher,
    ):
        report = run_small(impatient, tmp_path, publisher.url)
    outcomes = {(step.source, step.outcome) for step in report.steps}
    assert ("undesa", Outcome.FAILED) in outcomes
    assert ("worldbank", Outcome.PUBLISHED) in outcomes
    assert "pg_locks" in (report.advice or "")


def test_a_migration_does_not_wait_for_a_reader_for_ever(database: Database) -> None:
    impatient = Database(f"{database.owner_url}?options=-c%20lock_timeout%3D300ms")
    with (
        transaction_left_open(database, "select count(*) from dw.source_release"),
        pytest.raises(DatabaseError, match="lock timeout") as raised,
    ):
        migrate(impatient, "base")
    assert "pg_locks" in raised.value.advice
    assert current_revision(database) == newest_revision()


def test_a_session_ends_soon_after_its_client_is_killed(database: Database) -> None:
    sleeper = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, diaspora_dw.database as d\n"
            "d.CLIENT_CHECK = '200ms'\n"
            "with d.Database(sys.stdin.read()).connect('loader') as connection:\n"
            "    connection.execute('select pg_sleep(600)')",
        ],
        stdin=subprocess.PIPE,
        text=True,
    )
    assert sleeper.stdin is not None
    sleeper.stdin.write(database.owner_url)
    sleeper.stdin.close()
    assert eventually(lambda: any("pg_sleep(600)" in query for query in sessions(database)))
    sleeper.kill()
    sleeper.wait()
    assert eventually(lambda: not any("pg_sleep(600)" in query for query in sessions(database)))


def test_a_lost_connection_is_reported_with_what_to_do(database: Database) -> None:
    def lose_a_connection() -> None:
        with (
            database.connect("loader", autocommit=True) as connection,
            psycopg.connect(database.owner_url) as other,
        ):
            other.execute("select pg_terminate_backend(%s)", (connection.info.backend_pid,))
            connection.execute("select pg_sleep(5)")

    with pytest.raises(DatabaseError, match="was lost") as raised:
        lose_a_connection()
    assert "run again" in raised.value.advice
