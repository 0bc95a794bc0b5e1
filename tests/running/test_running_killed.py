"""A run that is killed without warning: nothing half done is visible, and the next run ends well."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from tests.conftest import Databases, call_command
from tests.running.in_use import Contents, everything_in_use, partitions, release_ids
from tests.running.small_world import run_small, small_environment, small_publishers
from tests.running.watching import Totals, watching, world_totals
from tests.small_warehouse import SmallWarehouse

MOMENTS = 10
LOCK_GONE_WITHIN = 15.0
"""The server looks after its clients every 10 seconds while it is busy for them."""


@contextmanager
def started_run(
    database: Database, home: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own that has said its first word, and is dead at the end."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DIASPORA_DW_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "diaspora_dw", "run"],
        env={**kept, "DIASPORA_DW_HOME": str(home), "DATABASE_URL": database.owner_url, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_until_no_lock_is_left(database: Database) -> None:
    deadline = time.monotonic() + LOCK_GONE_WITHIN
    with database.connect("loader", autocommit=True) as connection:
        while connection.execute(
            """
            select from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """
        ).fetchone():
            assert time.monotonic() < deadline, "a killed run still holds a lock"
            time.sleep(0.02)


def outcomes(database: Database) -> list[str]:
    with database.connect("loader") as connection:
        return [row[0] for row in connection.execute("select outcome from ops.run order by started_at")]


def totals_of(database: Database) -> Totals:
    with database.connect("reader") as connection:
        return world_totals(connection)


def views_of(database: Database) -> Contents:
    return {name: digest for name, digest in everything_in_use(database).items() if isinstance(digest, tuple)}


@pytest.fixture(scope="module")
def seconds_of_a_run(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long a run of the small world takes from its first word on."""
    name = databases.make(migrated_template)
    home = tmp_path_factory.mktemp("measured")
    with (
        small_publishers() as publisher,
        started_run(Database(databases.url(name)), home, small_environment(home, publisher.url)) as process,
    ):
        started = time.monotonic()
        assert process.wait() == 0
        seconds = time.monotonic() - started
    databases.drop(name)
    return seconds


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_run_killed_at_any_moment_leaves_nothing_half_done_and_the_next_ends_well(
    database: Database, small: SmallWarehouse, tmp_path: Path, seconds_of_a_run: float, moment: int
) -> None:
    home = tmp_path / "home"
    whole, as_loaded = totals_of(small.database), views_of(small.database)
    with small_publishers() as publisher, watching(database) as seen:
        with started_run(database, home, small_environment(home, publisher.url)) as process:
            time.sleep(seconds_of_a_run * (moment + 0.5) / MOMENTS)
            assert process.poll() is None or moment >= MOMENTS // 2, "it was over before it could be killed"
        wait_until_no_lock_is_left(database)
        assert {release for _, release in partitions(database)} <= release_ids(database)
        killed = outcomes(database)
        report = run_small(database, home, publisher.url)
    assert report.exit_code == 0, [step.error for step in report.steps]
    assert outcomes(database) == [*("abandoned" if o == "running" else o for o in killed), "succeeded"]
    assert {release for _, release in partitions(database)} <= release_ids(database)
    assert views_of(database) == as_loaded
    assert seen.looks > 0
    assert seen.not_whole == []
    edition_2020 = tuple(("2020", *row[1:]) for row in whole if row[1] <= 2020)
    assert seen.totals <= {(), edition_2020, whole}


def test_killing_the_load_of_the_real_figures_shows_nobody_half_of_them(
    database: Database, loaded: Database, loaded_home: Path, mirror: str
) -> None:
    environment = {"DIASPORA_DW_UNDESA_URL": mirror, "DIASPORA_DW_WORLDBANK_URL": mirror}
    with watching(database) as seen:
        for seconds in (1.0, 2.0, 3.0):
            with started_run(database, loaded_home, environment):
                time.sleep(seconds)
            wait_until_no_lock_is_left(database)
            assert {release for _, release in partitions(database)} <= release_ids(database)
        done = call_command("run", database=database, home=loaded_home, publisher=mirror)
    assert done.code == 0, done.out + done.err
    assert seen.not_whole == []
    with loaded.connect("reader") as connection:
        of_2020 = connection.execute("""
            select r.edition, f.year, sum(f.migrants)::bigint, sum(f.male_migrants)::bigint,
                sum(f.female_migrants)::bigint
            from dw.fact_migrant_stock as f inner join dw.source_release as r using (release_id)
            where r.edition = '2020' group by r.edition, f.year order by f.year
        """).fetchall()
    assert seen.totals <= {(), tuple(of_2020), totals_of(loaded)}
    assert totals_of(database) == totals_of(loaded)
