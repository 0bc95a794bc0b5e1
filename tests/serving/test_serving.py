"""Many readers on a replica behind PgBouncer: docs/scale.md says how to set it up, and these tests do it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from diaspora_dw.server.logins import READER_SETTINGS
from tests.faults.watching import Line, Watch, answer
from tests.serving.conftest import Served
from tests.serving.machines import ANALYST, ETL

CLIENTS = 100
READING = {
    "sql": ("sql", "select count(*) from corridor"),
    "factsheet": ("factsheet", "TJK", "--format", "json"),
    "countries": ("countries",),
    "diff": ("diff", "--source", "undesa", "2020", "2024"),
    "trace": ("trace", "TJK", "DEU", "2024"),
}


def test_a_hundred_clients_see_whole_releases_while_a_run_publishes(served: Served) -> None:
    machines = served.machines
    watches = [Watch(served.known, served.lines) for _ in range(CLIENTS)]
    connected, over, caught_up = threading.Barrier(CLIENTS + 1), threading.Event(), threading.Event()

    def read(watch: Watch) -> set[Line]:
        # PgBouncer keeps no prepared statements before 1.21.
        with psycopg.connect(machines.url("pooler"), autocommit=True, prepare_threshold=None) as connection:
            connected.wait(60)
            watch.ask(connection)
            while not over.wait(1):
                watch.ask(connection)
            caught_up.wait(60)
            return answer(connection)

    with ThreadPoolExecutor(CLIENTS) as pool:
        reading = [pool.submit(read, watch) for watch in watches]
        connected.wait(60)
        done = served.publish(0)
        over.set()
        lag = machines.wait_for_replica()
        caught_up.set()
        last = [future.result(60) for future in reading]
    assert done.code == 0, done.err
    with machines.database("primary", ANALYST).connect("reader") as connection:
        assert all(seen == answer(connection) for seen in last)
    assert [watch.inconsistent for watch in watches if watch.inconsistent] == []
    assert min(watch.asked for watch in watches) > 0
    print(
        f"{CLIENTS} clients: {sum(watch.asked for watch in watches)} answers, the slowest after "
        f"{max(watch.slowest for watch in watches):.2f} s; the replica had caught up {lag:.2f} s after the run"
    )


@pytest.mark.parametrize("at", ["replica", "pooler"])
@pytest.mark.parametrize("name", READING)
def test_an_analyst_reads_through_the_replica(served: Served, at: str, name: str) -> None:
    there = served.call(*READING[name], at=at, login=ANALYST)
    assert (there.code, there.out) == (0, served.call(*READING[name], at="primary", login=ANALYST).out)


def test_an_export_from_the_replica_has_the_bytes_of_one_from_the_primary(
    served: Served, tmp_path: Path
) -> None:
    for at in ("primary", "replica", "pooler"):
        done = served.call("export", "--output", str(tmp_path / at), at=at, login=ANALYST)
        assert done.code == 0, done.err
    listed = {
        at: (tmp_path / at / "datapackage.json").read_bytes() for at in ("primary", "replica", "pooler")
    }
    assert listed["primary"] == listed["replica"] == listed["pooler"]  # it has the digest of every table


@pytest.mark.parametrize("name", ["status", "health", "check"])
def test_an_operator_looks_at_the_replica(served: Served, name: str) -> None:
    assert served.call(name, at="replica").code == 0


def test_an_analyst_who_asks_for_the_status_learns_which_login_may(served: Served) -> None:
    done = served.call("status", at="replica", login=ANALYST)
    assert done.code == 5
    assert "the login analyst may not read the schema ops" in done.err


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("replica", "The server is read-only: it is a replica"),
        ("primary_pooler", "lends one session to many clients, so locks and roles do not last"),
    ],
)
def test_a_run_must_reach_the_primary_itself(served: Served, at: str, said: str) -> None:
    done = served.call("run", at=at)
    assert done.code == 5
    assert said in done.err
    assert "Set DATABASE_URL to the" in done.err
    assert served.call("run", at="primary").code == 0


def test_a_query_through_a_pooler_cannot_write_whatever_the_login_may(served: Served) -> None:
    done = served.call("sql", "delete from ops.step", at="primary_pooler", login=ETL)
    assert done.code == 2
    assert "the query would change the database" in done.err


def test_the_settings_of_a_readers_login_hold_in_every_transaction(served: Served) -> None:
    question = "select " + ", ".join(f"current_setting('{name}')" for name in READER_SETTINGS)
    with (
        psycopg.connect(served.machines.url("pooler")) as pooled,
        psycopg.connect(served.machines.url("replica")) as own,
    ):
        expected = own.execute(question.encode()).fetchone()
        assert pooled.execute(question.encode()).fetchone() == expected
    assert expected is not None
    assert "repeatable read" in expected


@contextmanager
def reading_for_long(served: Served) -> Iterator[psycopg.Connection]:
    """Provide a reader of the replica whose transaction stays open and has read the stock."""
    with psycopg.connect(served.machines.url("replica")) as connection:
        connection.execute("select count(*) from corridor")
        yield connection


def test_a_long_reader_of_the_replica_keeps_its_release_while_another_is_published(served: Served) -> None:
    with reading_for_long(served) as connection:
        before = answer(connection)
        served.publish(1 - served.publishers.out["2024"])
        assert served.machines.wait_for_replica() < 5
        assert answer(connection) == before
        connection.rollback()
        assert answer(connection) != before


def test_removing_a_release_waits_for_a_long_reader_of_the_replica_and_then_ends_it(served: Served) -> None:
    machines = served.machines
    with machines.admin("replica") as replica:
        replica.execute("alter system set max_standby_streaming_delay = '2s'")
        replica.execute("select pg_reload_conf()")
    with reading_for_long(served) as connection, machines.admin("primary") as primary:
        began = time.monotonic()
        primary.execute(
            "select ops.drop_release(min(release_id)) from dw.source_release "
            "where source_code = 'undesa' and superseded_at is not null"
        )
        with psycopg.connect(machines.url("replica")) as another:
            another.execute("select count(*) from corridor")
        waited = time.monotonic() - began
        with pytest.raises(psycopg.errors.SerializationFailure, match="conflict with recovery"):
            connection.execute("select 1")
    assert 1 < waited < 10
    print(f"another reader waited {waited:.1f} s, then the long one had been ended")
