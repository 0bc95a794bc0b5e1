"""A run that is killed while it loads the real figures. tests/faults kills small runs, often and at any moment."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from diaspora_dw.database import Database
from tests.conftest import call_command
from tests.running.in_use import partitions, release_ids
from tests.running.watching import Totals, watching, world_totals

LOCK_GONE_WITHIN = 15.0
"""The server looks after its clients every 10 seconds while it is busy for them."""


@contextmanager
def started_run(
    database: Database, home: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """A run in its own process that has logged its first line. It is killed at the end."""
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


def test_killing_the_load_of_the_real_figures_shows_no_reader_a_part_of_them(
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
    assert outcomes(database) == ["abandoned", "abandoned", "abandoned", "succeeded"]
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
