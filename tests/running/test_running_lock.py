"""One run at a time: the second says who holds the lock, or waits."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode, RunLockedError
from diaspora_dw.inspecting.overview import read_overview
from diaspora_dw.running.lock import LOCKS_OF_RUNS, run_lock
from tests.conftest import call_command
from tests.publishers import Fault, slow
from tests.running.locking import run_lock_held, transaction_left_open
from tests.running.small_world import run_small, small_environment, small_publishers
from tests.small_warehouse import SmallWarehouse


@contextmanager
def run_that_takes_its_time(small: SmallWarehouse, seconds: float = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process of its own that holds the lock now; it waits for a slow publisher and for any locked table."""
    with small_publishers(Fault(slow(seconds), on="country/all?")) as publisher:
        environment = small_environment(small.home, publisher.url)
        process = subprocess.Popen(
            [sys.executable, "-m", "diaspora_dw", "run"],
            env={
                **os.environ,
                **environment,
                "DIASPORA_DW_HOME": str(small.home),
                "DATABASE_URL": f"{small.database.owner_url}?options=-c%20lock_timeout%3D0",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _is_running(small.database):
                assert process.poll() is None
                time.sleep(0.02)
            yield process
        finally:
            process.kill()
            process.wait()


def _is_running(database: Database) -> bool:
    with database.connect("loader") as connection:
        found = connection.execute("select exists (select from ops.run where outcome = 'running')").fetchone()
    return found == (True,)


def test_a_second_run_exits_with_4_and_names_the_holder_of_the_lock(
    small: SmallWarehouse, tmp_path: Path
) -> None:
    with (
        transaction_left_open(small.database, "lock table dw.source_release in access exclusive mode"),
        run_that_takes_its_time(small) as first,
    ):
        done = call_command("run", "--offline", database=small.database, home=tmp_path / "other-home")
        assert done.code == ExitCode.LOCKED
        assert f"on {socket.gethostname()} (process {first.pid})" in done.err
        assert "--wait" in done.err
        with pytest.raises(RunLockedError, match=f"process {first.pid}"):
            run_small(small.database, tmp_path / "other-home", offline=True, wait_seconds=0.1)
    with small.database.connect("loader") as connection:
        assert connection.execute("select count(*) from ops.run").fetchone() == (2,), (
            "the refused left no record"
        )


def test_a_second_run_that_waits_runs_next(small: SmallWarehouse, tmp_path: Path) -> None:
    with run_that_takes_its_time(small, 0.5) as first:
        report = run_small(small.database, tmp_path / "other-home", offline=True, wait_seconds=30)
        assert report.exit_code == 0
        assert first.wait(10) == 0
    with small.database.connect("loader") as connection:
        rows = connection.execute("""
            select r.outcome, r.ended_at, min(s.started_at) as first_step
            from ops.run as r inner join ops.step as s using (run_id)
            group by r.run_id, r.outcome, r.ended_at order by r.ended_at
        """).fetchall()
    assert [row[0] for row in rows] == ["succeeded"] * 3
    assert rows[1][1] <= rows[2][2], "the second began when the first had ended"


def test_a_run_counts_as_running_until_it_is_killed(small: SmallWarehouse) -> None:
    with run_that_takes_its_time(small, 30) as run:
        assert read_overview(small.database).runs[0]["outcome"] == "running"
        run.kill()
        give_up = time.monotonic() + 30  # its session may end a little later
        while read_overview(small.database).runs[0]["outcome"] == "running" and time.monotonic() < give_up:
            time.sleep(0.02)
        assert read_overview(small.database).runs[0]["outcome"] == "abandoned"


def test_a_reader_who_takes_an_advisory_lock_stops_no_run(small: SmallWarehouse) -> None:
    with small.database.connect("reader", autocommit=True) as reader:
        reader.execute("select pg_advisory_lock(%s)", (LOCKS_OF_RUNS,))
        assert run_small(small.database, small.home, offline=True).exit_code == 0


def test_the_run_lock_keeps_no_transaction_open(small: SmallWarehouse) -> None:
    with run_lock_held(small.database), small.database.connect(autocommit=True) as connection:
        open_transactions = connection.execute("""
            select query from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
        """).fetchall()
    assert open_transactions == []


def test_the_run_lock_of_a_lost_session_is_free(small: SmallWarehouse) -> None:
    with small.database.connect("loader", autocommit=True) as lost, run_lock(lost):
        with small.database.connect(autocommit=True) as administrator:
            administrator.execute("select pg_terminate_backend(%s, 5000)", (lost.info.backend_pid,))
        assert run_small(small.database, small.home, offline=True).exit_code == 0
        lost.close()


def test_a_number_that_another_session_holds_does_not_keep_the_run_lock(small: SmallWarehouse) -> None:
    with small.database.connect("loader", autocommit=True) as other:
        with run_lock_held(small.database):
            row = other.execute("select lock_key from ops.run_lock").fetchone()
        assert row is not None
        other.execute("select pg_advisory_lock(%s::int, %s::int)", (LOCKS_OF_RUNS, row[0]))
        with run_lock_held(small.database):
            pass
