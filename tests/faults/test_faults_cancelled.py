"""Cancel statements and terminate sessions, during a COPY and while a partition is attached."""

import time
from collections.abc import Iterator

import pytest

from diaspora_dw.database import Connection
from diaspora_dw.errors import ExitCode
from tests.commands import RunningCommand
from tests.faults.conftest import FaultTarget
from tests.faults.proxy import Proxy, proxy_to
from tests.running.locking import transaction_left_open

SESSION = "victim"


@pytest.fixture
def proxy(target: FaultTarget) -> Iterator[Proxy]:
    """A proxy in front of the server of the target."""
    with proxy_to(target.database.owner_url) as running:
        yield running


def strike(connection: Connection, function: str, while_at: str, seconds: float = 20) -> None:
    """Cancel the statement of the run's session, or terminate the session, once it waits at a given statement."""
    deadline = time.monotonic() + seconds
    struck = None
    while struck is None:
        assert time.monotonic() < deadline, f"it was never at {while_at}"
        time.sleep(0.01)
        struck = connection.execute(
            f"""
            select {function}(pid) from pg_stat_activity
            where
                application_name = %s and state = 'active' and query like %s
                and wait_event_type in ('Client', 'Lock') -- one that does not wait may have ended when it is struck
            """.encode(),
            (SESSION, while_at),
        ).fetchone()


def check_end(target: FaultTarget, run: RunningCommand) -> int:
    """Return the exit code of a run, after checking that it left nothing visible and was recorded."""
    code = run.end()
    assert "Traceback" not in run.printed(), run.printed()
    assert target.faults() == []
    with target.database.connect("loader", autocommit=True) as connection:
        row = connection.execute("select exit_code from ops.run order by started_at desc limit 1").fetchone()
    assert row == (code,)
    return code


def step_of(run: RunningCommand, dataset: str) -> dict[str, object]:
    """Return what a run reports about a dataset."""
    return next(step for step in run.report()["steps"] if step["dataset"] == dataset)


def test_a_cancelled_copy_fails_only_its_source(target: FaultTarget, proxy: Proxy) -> None:
    target.change_figures()
    proxy.fall_silent(1500, of_rows=True)
    run = target.start(url=f"{proxy.url}&application_name={SESSION}")
    assert proxy.failed.wait(20)
    with target.database.connect(autocommit=True) as connection:
        strike(connection, "pg_cancel_backend", "copy %")
    proxy.healed.set()
    assert check_end(target, run) == ExitCode.SOURCE_FAILED
    failed = step_of(run, "2020")
    assert failed["outcome"] == "failed"
    assert "canceling statement due to user request" in str(failed["error"])
    assert failed["advice"]
    assert step_of(run, "2024")["outcome"] == "published"
    assert step_of(run, "latest")["outcome"] == "published"
    target.check_next_run()


def test_a_session_terminated_during_copy_ends_the_run_and_leaves_nothing_visible(
    target: FaultTarget, proxy: Proxy
) -> None:
    target.change_figures()
    proxy.fall_silent(1500, of_rows=True)
    run = target.start(url=f"{proxy.url}&application_name={SESSION}")
    assert proxy.failed.wait(20)
    with target.database.connect(autocommit=True) as connection:
        strike(connection, "pg_terminate_backend", "copy %")
    proxy.healed.set()
    assert check_end(target, run) == ExitCode.DATABASE_UNREACHABLE
    assert "the connection to the database was lost" in run.printed()
    target.check_next_run()


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ("pg_cancel_backend", ExitCode.SOURCE_FAILED),
        ("pg_terminate_backend", ExitCode.DATABASE_UNREACHABLE),
    ],
)
def test_an_interrupted_attach_is_reported_and_the_next_run_succeeds(
    target: FaultTarget, function: str, code: ExitCode
) -> None:
    target.change_figures()
    with (
        target.database.connect() as holding,
        target.database.connect(autocommit=True) as connection,
    ):
        holding.execute("lock table dw.fact_migrant_stock in share update exclusive mode")
        run = target.start(url=f"{target.database.owner_url}?application_name={SESSION}")
        strike(connection, function, "%attach_partition%")
        holding.rollback()
    assert check_end(target, run) == code
    target.check_next_run()


@pytest.mark.parametrize("function", ["pg_cancel_backend", "pg_terminate_backend"])
def test_an_interrupted_wait_for_another_run_is_reported(target: FaultTarget, function: str) -> None:
    target.change_figures()
    with (
        transaction_left_open(target.database, "lock table ops.run_lock in exclusive mode"),
        target.database.connect(autocommit=True) as connection,
    ):
        run = target.start("--wait", "30", url=f"{target.database.owner_url}?application_name={SESSION}")
        strike(connection, function, "lock table ops.run_lock%")
        code = run.end()
    assert code == ExitCode.DATABASE_UNREACHABLE
    assert "Traceback" not in run.printed(), run.printed()
    target.check_next_run()
