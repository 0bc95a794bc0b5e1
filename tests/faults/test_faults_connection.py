"""Cut or silence connections to PostgreSQL, during a COPY and anywhere else."""

import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from tests.faults.conftest import FaultTarget
from tests.faults.proxy import Proxy, proxy_to
from tests.faults.rounds import ROUNDS, SEED

SET_UP_BYTES = 60_000
"""About what a client sends in one connection while it sets a warehouse up."""


@pytest.fixture
def proxy(target: FaultTarget) -> Iterator[Proxy]:
    """A proxy in front of the server of the target."""
    with proxy_to(target.database.owner_url) as running:
        yield running


def last_run(database: Database) -> tuple[str, int | None, str | None]:
    """Return outcome, exit code and error of the latest run, as recorded."""
    with database.connect("loader", autocommit=True) as connection:
        row = connection.execute(
            "select outcome, exit_code, error from ops.run order by started_at desc limit 1"
        ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


@pytest.mark.parametrize("after", [0, 700, 2500])
def test_a_connection_cut_during_copy_leaves_nothing_visible_and_is_recorded(
    target: FaultTarget, proxy: Proxy, after: int
) -> None:
    target.change_figures()
    proxy.cut(after, of_rows=True)
    run = target.start(url=proxy.url)
    assert run.end() == ExitCode.DATABASE_UNREACHABLE, run.printed()
    assert proxy.failed.is_set()
    assert "Traceback" not in run.printed()
    assert "the connection to the database was lost" in run.printed()
    outcome, code, error = last_run(target.database)
    assert (outcome, code) == ("failed", ExitCode.DATABASE_UNREACHABLE)
    assert error is not None
    assert "the connection to the database was lost" in error
    assert target.faults() == []
    target.check_next_run()


def test_a_connection_cut_anywhere_is_reported_and_leaves_the_warehouse_consistent(
    target: FaultTarget, proxy: Proxy
) -> None:
    target.change_figures()
    run = target.start(url=proxy.url)
    assert run.end() == 0, run.printed()
    moments = random.Random(f"{SEED} connection")
    ends: Counter[int] = Counter()
    whole_run = proxy.sent
    for number in range(max(ROUNDS // 16, 3)):
        label = f"seed {SEED}, round {number}"
        target.change_figures()
        proxy.cut(moments.randrange(whole_run))
        run = target.start(url=proxy.url)
        code = run.end()
        ends[code] += 1
        assert "Traceback" not in run.printed(), f"{label}: {run.printed()}"
        assert code in (ExitCode.OK, ExitCode.DATABASE_UNREACHABLE), f"{label}: {run.printed()}"
        assert proxy.failed.is_set() == (code != 0), label
        assert target.faults() == [], label
    target.check_next_run()
    print(f"cut connections: exit codes {dict(ends)}")


def test_a_connection_cut_during_setup_is_reported_and_the_next_run_completes_it(
    target: FaultTarget, empty_database: Database
) -> None:
    target.at = lambda: empty_database
    moments = random.Random(f"{SEED} set up")
    with proxy_to(empty_database.owner_url) as proxy:
        for number in range(max(ROUNDS // 30, 3)):
            label = f"seed {SEED}, round {number}"
            proxy.cut(moments.randrange(SET_UP_BYTES))
            run = target.start(url=proxy.url)
            code = run.end()
            assert "Traceback" not in run.printed(), f"{label}: {run.printed()}"
            assert code in (ExitCode.OK, ExitCode.DATABASE_UNREACHABLE), f"{label}: {run.printed()}"
    target.check_next_run()


def test_a_connection_that_goes_silent_during_copy_does_not_outlast_the_deadline(
    target: FaultTarget, proxy: Proxy
) -> None:
    target.change_figures()
    proxy.fall_silent(1500, of_rows=True)
    began = time.monotonic()
    run = target.start("--deadline", "5", url=f"{proxy.url}&connect_timeout=2")
    assert run.end() == ExitCode.SOURCE_FAILED, run.printed()
    assert time.monotonic() - began < 30
    assert proxy.failed.is_set()
    assert "Traceback" not in run.printed()
    assert "deadline" in run.printed()
    proxy.healed.set()
    target.check_next_run()
