"""`db distribute`: with a stand-in for Citus, and on a real cluster where there is one."""

import os
from pathlib import Path

import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.distributing import distribute, distribution_columns
from diaspora_dw.migrating import provision
from tests.conftest import CallCommand
from tests.running.in_use import everything_in_use
from tests.running.small_world import run_small, small_publishers

STAND_IN = """
create table public.pg_dist_partition (logicalrelid regclass, distributed_by text, beside text);
create function public.create_reference_table(t regclass) returns void language sql
as 'insert into public.pg_dist_partition values (t)';
create function public.create_distributed_table(t regclass, c text, colocate_with text) returns void language sql
as 'insert into public.pg_dist_partition values (t, c, colocate_with)';
"""


def test_without_citus_the_command_says_what_to_do(database: Database, command: CallCommand) -> None:
    done = command("db", "distribute", database=database)
    assert done.code == 5
    assert "the database has no extension Citus" in done.err
    assert "create extension citus" in done.err


def test_facts_are_distributed_beside_each_other_and_the_rest_is_copied(
    database: Database, command: CallCommand
) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(STAND_IN)
    assert command("db", "distribute", database=database).out.startswith("Distributed: dw.dim_")
    with psycopg.connect(database.owner_url) as connection:
        rows = connection.execute("select logicalrelid::text, distributed_by, beside from pg_dist_partition")
        found = {table: (column, beside) for table, column, beside in rows}
    assert {table: column for table, (column, _) in found.items() if column} == distribution_columns()
    assert {beside for column, beside in found.values() if column} == {
        "default",
        next(iter(distribution_columns())),
    }
    assert {"dw.dim_country", "dw.source_release", "dw.release_file"} <= found.keys()
    again = command("db", "distribute", database=database)
    assert (again.code, again.out) == (0, "All tables are distributed already.\n")


def test_a_cluster_gives_the_same_answers(database: Database, tmp_path: Path) -> None:
    address = os.environ.get("CITUS_DSN")
    if address is None:
        pytest.skip("set CITUS_DSN to an empty database with Citus, as a superuser, to try a real cluster")
    cluster = Database(address)
    provision(cluster)
    distribute(cluster)
    assert distribute(cluster) == []
    with small_publishers() as publisher:
        for place in (cluster, database):
            assert run_small(place, tmp_path / "home", publisher.url).exit_code == 0
    assert everything_in_use(cluster) == everything_in_use(database)
