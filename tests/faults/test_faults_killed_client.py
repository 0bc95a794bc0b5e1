"""Kill clients with SIGKILL at random moments of a run, while a reader keeps reading."""

import time
from collections import Counter
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from tests.commands import RunningCommand
from tests.conftest import SHARED, Databases
from tests.faults.conftest import FaultTarget, IntactWarehouse
from tests.faults.rounds import CLIENTS_KILLED, ROUNDS, SEED, Moments
from tests.faults.watching import answer, watching
from tests.faults.wholeness import active_digests, find_faults
from tests.running.in_use import partitions

IN_ONE_WAREHOUSE = 40
"""Rounds in one warehouse; with hundreds of releases in it, rounds become slow."""

COMPLETE_EVERY = 13


@pytest.mark.parametrize("batch", range(-(-CLIENTS_KILLED // IN_ONE_WAREHOUSE)))
def test_a_killed_run_leaves_nothing_half_published_and_the_next_succeeds(
    target: FaultTarget, batch: int
) -> None:
    met: Counter[str] = Counter()
    slowest_end = 0.0
    began = time.monotonic()
    target.change_figures()
    target.check_next_run()
    moments = Moments(time.monotonic() - began, f"client {batch}")
    with watching(target.at, target.known, target.lines) as watch:
        for number in range(min(IN_ONE_WAREHOUSE, CLIENTS_KILLED - batch * IN_ONE_WAREHOUSE)):
            target.change_figures()
            session = f"victim-{number}"
            run = target.start(url=f"{target.database.owner_url}?application_name={session}")
            time.sleep(moments.next())
            writing = is_writing(target.database, session)
            if run.kill():
                met["killed"] += 1
                met["killed while writing"] += writing
                met[progress_of(target.database, run.pid)] += 1
            slowest_end = max(slowest_end, wait_until_gone(target.database, session))
            assert target.faults() == [], f"seed {SEED}, round {number} of batch {batch}"
            if number % COMPLETE_EVERY == COMPLETE_EVERY - 1:
                target.check_next_run()
        target.check_next_run()
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.slowest < 1.0
    on_record = sum(count for how, count in met.items() if how.endswith(" steps"))
    assert runs_by_outcome(target.database) == {
        "abandoned": on_record,
        "succeeded": runs_by_outcome(target.database)["succeeded"],
    }
    assert met["killed"] >= (number + 1) // 2, "most runs were over before they could be killed"
    print(f"killed clients: {dict(met)}; sessions gone after {slowest_end:.3f} s; reader: {watch.summary()}")


def test_a_run_killed_between_loading_and_publishing_is_cleaned_up_by_the_next(
    target: FaultTarget,
) -> None:
    before = active_digests(target.database)
    target.change_figures()
    with target.database.connect() as holding:
        # Showing a release takes the place of the one before, whose row is held here.
        holding.execute("select from dw.source_release where superseded_at is null for update")
        run = target.start(url=f"{target.database.owner_url}?application_name=victim")
        wait_until_blocked(target.database, "victim")
        assert run.kill()
    wait_until_gone(target.database, "victim")
    assert count_unpublished(target.database) >= 1, "what has arrived together waits together"
    assert active_digests(target.database) == before
    assert target.faults() == []
    target.check_next_run()
    assert count_unpublished(target.database) == 0


def test_a_first_run_killed_repeatedly_succeeds_in_the_end(
    databases: Databases, intact: IntactWarehouse, empty_database: Database, target: FaultTarget
) -> None:
    target.at = lambda: empty_database
    moments = Moments(2.0, "first run")
    killed = 0
    for number in range(max(ROUNDS // 20, 3)):
        run = target.start()
        time.sleep(moments.next() if number else 0.1)  # the first is surely at work then
        killed += run.kill()
        if is_set_up(empty_database):
            found = find_faults(empty_database, intact.expected, complete=False)
            assert found == [], f"seed {SEED}, round {number}"
    target.check_next_run()
    assert killed
    print(f"killed first runs: {killed}")


def test_readers_notice_nothing_when_a_load_of_the_real_figures_is_killed(
    loaded_copy: Database, loaded_home: Path, tmp_path: Path
) -> None:
    workbook = SHARED / "sources/undesa/undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx"

    def start(session: str, *options: str) -> RunningCommand:
        url = f"{loaded_copy.owner_url}?application_name={session}"
        return RunningCommand(
            "run",
            "undesa",
            f"--file=undesa={workbook}",
            *options,
            environment={"DIASPORA_DW_HOME": str(loaded_home), "DATABASE_URL": url},
            output=tmp_path / session,
        )

    with loaded_copy.connect("reader", autocommit=True) as connection:
        before = answer(connection)
    tables = partitions(loaded_copy)
    with watching(lambda: loaded_copy, before, len(before), pause=2) as watch:
        victim = start("victim", "--force")
        wait_until_it_copies(loaded_copy, 50_000)
        assert victim.kill()
        wait_until_gone(loaded_copy, "victim")
        last = start("survivor")
        assert last.end(300) == 0, last.printed()
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.asked
    assert runs_by_outcome(loaded_copy) == {"abandoned": 1, "succeeded": 2}
    assert partitions(loaded_copy) == tables


def wait_until_it_copies(database: Database, rows: int, seconds: float = 60) -> None:
    """Wait until a COPY has sent this many rows."""
    deadline = time.monotonic() + seconds
    with database.connect(autocommit=True) as connection:
        while not connection.execute(
            "select 1 from pg_stat_progress_copy where datname = current_database() and tuples_processed >= %s",
            (rows,),
        ).fetchone():
            assert time.monotonic() < deadline, f"no COPY reached {rows} rows"
            time.sleep(0.005)


def is_writing(database: Database, session: str) -> bool:
    """Return whether a session is in a transaction that has written something."""
    with database.connect(autocommit=True) as connection:
        return (
            connection.execute(
                "select 1 from pg_stat_activity where application_name = %s and backend_xid is not null",
                (session,),
            ).fetchone()
            is not None
        )


def progress_of(database: Database, pid: int) -> str:
    """Return how far the run of a process came, according to its record."""
    with database.connect("loader", autocommit=True) as connection:
        row = connection.execute(
            """
            select r.outcome, (select count(*) from ops.step as s where s.run_id = r.run_id)
            from ops.run as r where r.process_id = %s order by r.started_at desc limit 1
            """,
            (pid,),
        ).fetchone()
    if row is None:
        return "before its record"
    return f"after {row[1]} steps" if row[0] == "running" else "after its end"


def wait_until_gone(database: Database, session: str, at_most: float = 2.0) -> float:
    """Return the seconds until the server has noticed that a client is gone; fail if it takes too long."""
    began = time.monotonic()
    with database.connect(autocommit=True) as connection:
        while connection.execute(
            "select 1 from pg_stat_activity where application_name = %s", (session,)
        ).fetchone():
            assert time.monotonic() - began < at_most, (
                f"{session}: the killed client's session is still there"
            )
            time.sleep(0.005)
    return time.monotonic() - began


def wait_until_blocked(database: Database, session: str, seconds: float = 30) -> None:
    """Wait until a session waits for a lock."""
    deadline = time.monotonic() + seconds
    with database.connect(autocommit=True) as connection:
        while not connection.execute(
            "select 1 from pg_stat_activity where application_name = %s and wait_event_type = 'Lock'",
            (session,),
        ).fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def count_unpublished(database: Database) -> int:
    """Count the releases that are loaded but not published."""
    with database.connect("loader", autocommit=True) as connection:
        row = connection.execute(
            "select count(*) from dw.source_release where published_at is null"
        ).fetchone()
    assert row is not None
    return int(row[0])


def runs_by_outcome(database: Database) -> dict[str, int]:
    """Count the recorded runs by outcome."""
    with database.connect("loader", autocommit=True) as connection:
        return dict(connection.execute("select outcome, count(*) from ops.run group by outcome").fetchall())


def is_set_up(database: Database) -> bool:
    """Return whether the schema exists."""
    with database.connect(autocommit=True) as connection:
        return connection.execute("select to_regclass('dw.source_release')").fetchone() != (None,)
