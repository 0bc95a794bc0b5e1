"""Try what a login of the readers' or the loader's role must not do, whatever it sets for its session."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.database import Database
from diaspora_dw.migrating import provision
from diaspora_dw.running.report import Outcome
from tests.conftest import CallCommand, Databases
from tests.running.small_world import run_small, small_publishers

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def warehouse(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A small warehouse, set up in its own database: rights on a database itself are not copied."""
    with databases.temporary() as database:
        with small_publishers() as publisher:
            assert run_small(database, tmp_path_factory.mktemp("home"), publisher.url).exit_code == 0
        yield database


def login_in(database: Database, role: str) -> Iterator[str]:
    """Create a login that is a member of one role only; yield its address."""
    name, password = f"t_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    identifier = sql.Identifier(name)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role {} login password {} in role {}").format(
                identifier, sql.Literal(password), sql.Identifier(role)
            )
        )
        parts = conninfo_to_dict(database.owner_url)
        yield f"postgresql://{name}:{password}@{parts['host']}:{parts['port']}/{parts['dbname']}"
        connection.execute(sql.SQL("drop owned by {}").format(identifier))
        connection.execute(sql.SQL("drop role {}").format(identifier))


@pytest.fixture(scope="module")
def reader_url(warehouse: Database) -> Iterator[str]:
    yield from login_in(warehouse, "diaspora_dw_reader")


@pytest.fixture(scope="module")
def loader_url(warehouse: Database) -> Iterator[str]:
    yield from login_in(warehouse, "diaspora_dw_loader")


@pytest.fixture
def reader(reader_url: str) -> Iterator[Connection]:
    """A reader who has removed every limit that a session can remove."""
    with psycopg.connect(reader_url, autocommit=True) as connection:
        connection.execute("set default_transaction_read_only = off")
        connection.execute("set statement_timeout = 0")
        connection.execute("set idle_in_transaction_session_timeout = 0")
        yield connection


@pytest.fixture
def loader(loader_url: str) -> Iterator[Connection]:
    with psycopg.connect(loader_url, autocommit=True) as connection:
        yield connection


NOT_FOR_READERS = {
    "write a row": "insert into dw.dim_year values (1800, '1800-01-01', '1800-07-01')",
    "change a row": "update dw.fact_migrant_stock set migrants = 0",
    "delete a row": "delete from dw.source_release",
    "add to a release": "insert into dw.fact_indicator select * from dw.fact_indicator",
    "change what a publisher's sums are": "update ops.published_total set value = 0",
    "say that views are installed": "update ops.installed_object set sha256 = ''",
    "empty a table": "truncate dw.fact_indicator",
    "write through a view": "delete from dw.dim_origin",
    "add a column": "alter table dw.dim_country add column mine integer",
    "create a view": "create view mart.mine as select 1 as one",
    "read what a publisher's sums are": "select * from ops.published_total",
    "drop a view": "drop view mart.corridor",
    "replace a view": "create or replace view mart.corridor as select 1 as one",
    "comment on a view": "comment on view mart.corridor is 'mine'",
    "create a table in dw": "create table dw.mine (id integer)",
    "create a table in mart": "create table mart.mine (id integer)",
    "create a table in ops": "create table ops.mine (id integer)",
    "create a table in part": "create table part.mine (id integer)",
    "create a table in public": "create table public.mine (id integer)",
    "create a temporary table": "create temporary table mine (id integer)",
    "create a schema": "create schema mine",
    "create a function": "create function mart.mine() returns integer language sql as 'select 1'",
    "create a large object": "select lo_create(0)",
    "create a login": "create role mine login",
    "read runs": "select * from ops.run",
    "read the errors of steps": "select * from ops.step",
    "read what is installed": "select * from ops.installed_object",
    "read a partition aside": "select * from part.fact_indicator_r1",
    "take the run lock": "lock table ops.run_lock in exclusive mode",
    "say that another run holds the lock": "delete from ops.run_lock",
    "drop a release": "select ops.drop_release(1)",
    "open a partition": "select ops.open_partition('dw.fact_indicator', 99)",
    "read password digests": "select rolpassword from pg_authid",
    "read the server's files": "select pg_read_file('pg_hba.conf')",
    "write the server's files": "copy dw.dim_year to '/tmp/mine'",
    "start programs": "copy dw.dim_year to program 'true'",
    "become the loader": "set role diaspora_dw_loader",
    "become the owner": "set role diaspora_dw_owner",
    "lift the limits of all readers": "alter role diaspora_dw_reader set statement_timeout = 0",
    "lift the limit of temporary files": "set temp_file_limit = -1",
    "silence the server's log": "set log_min_error_statement = 'panic'",
    "lock readers out": "lock table dw.dim_country in access exclusive mode",
    "hand on its rights": "grant diaspora_dw_reader to diaspora_dw_loader",
}


@pytest.mark.parametrize("statement", NOT_FOR_READERS.values(), ids=NOT_FOR_READERS)
def test_a_reader_cannot(reader: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
        reader.execute(statement.encode())


def test_a_reader_cannot_end_the_session_of_a_run(reader: Connection, warehouse: Database) -> None:
    with warehouse.connect("loader", autocommit=True) as run:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select pg_terminate_backend(%s)", (run.info.backend_pid,))
        assert run.execute("select 1").fetchone() == (1,)


def test_a_reader_can_read_every_published_view_and_every_table_of_the_star(reader: Connection) -> None:
    relations = reader.execute("""
        select n.nspname, c.relname from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('mart', 'dw') and c.relkind in ('v', 'r', 'p')
    """).fetchall()
    assert len(relations) > 20
    for schema, name in relations:
        reader.execute(sql.SQL("select * from {} limit 1").format(sql.Identifier(schema, name)))


def test_a_reader_can_read_a_new_view_without_a_grant(reader: Connection, warehouse: Database) -> None:
    with warehouse.connect("owner", autocommit=True) as owner:
        owner.execute("create view mart.novel as select 1 as one")
        try:
            assert reader.execute("select one from mart.novel").fetchone() == (1,)
        finally:
            owner.execute("drop view mart.novel")


def test_sessions_of_the_warehouses_own_reader_are_limited(warehouse: Database) -> None:
    with warehouse.connect("reader") as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("1min",)
        assert (
            connection.execute("select count(*) from emigration").fetchone() is not None
        )  # without the schema
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("create table public.mine (id integer)")


def test_the_role_of_readers_starts_read_only_and_has_time_limits(warehouse: Database) -> None:
    with warehouse.connect("owner") as connection:
        settings = dict(
            connection.execute("""
                select split_part(setting, '=', 1), split_part(setting, '=', 2)
                from pg_db_role_setting, unnest(setconfig) as setting
                where setrole = 'diaspora_dw_reader'::regrole
            """).fetchall()
        )
    assert settings["default_transaction_read_only"] == "on"
    assert settings["statement_timeout"] == "60s"
    assert settings["idle_in_transaction_session_timeout"] == "60s"


NOT_FOR_THE_LOADER = {
    "create a table in dw": "create table dw.mine (id integer)",
    "create a table in ops": "create table ops.mine (id integer)",
    "create a table in part": "create table part.mine (id integer)",
    "create a table in public": "create table public.mine (id integer)",
    "create a schema": "create schema mine",
    "create a function": "create function ops.mine() returns integer language sql as 'select 1'",
    "add a column": "alter table dw.dim_country add column mine integer",
    "drop a table": "drop table ops.run",
    "drop a view": "drop view mart.corridor",
    "replace a view": "create or replace view mart.corridor as select 1 as one",
    "empty a table": "truncate dw.fact_indicator",
    "drop a fact": "drop table dw.fact_indicator",
    "detach a partition": "alter table dw.fact_indicator detach partition part.fact_indicator_r2",
    "replace what runs with the owner's rights": (
        "create or replace function ops.drop_release(release integer) returns void language sql as ''"
    ),
    "say that migrations were made": "update ops.alembic_version set version_num = '9999'",
    "create a login": "create role mine login",
    "become the owner": "set role diaspora_dw_owner",
    "start programs": "copy dw.dim_year to program 'true'",
    "read password digests": "select rolpassword from pg_authid",
}


@pytest.mark.parametrize("statement", NOT_FOR_THE_LOADER.values(), ids=NOT_FOR_THE_LOADER)
def test_the_loader_cannot(loader: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), loader.transaction():
        loader.execute(statement.encode())


@pytest.mark.parametrize("table", ["pg_catalog.pg_class", "dw.dim_country", "ops.run"])
def test_the_loader_opens_partitions_of_release_keyed_tables_only(loader: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="not a release-keyed table"):
        loader.execute("select ops.open_partition(%s, 99)", (table,))


def test_the_loader_attaches_partitions_to_release_keyed_tables_only(loader: Connection) -> None:
    with pytest.raises(psycopg.errors.NoDataFound):
        loader.execute("select ops.attach_partition('dw.dim_country', 1)")


FACTS_OF_CONTENT = {
    "dw.fact_mandate",
    "dw.fact_organisation_presence",
    "dw.fact_policy_milestone",
    "dw.fact_political_right",
}
"""They have no partitions, so the loader writes to the tables themselves. A new fact must not be one of them."""


def test_the_loader_cannot_write_to_any_fact_or_to_any_partition_of_a_published_release(
    loader: Connection,
) -> None:
    tables = loader.execute("""
        select c.oid::regclass::text, array_agg(p) filter (where has_table_privilege(c.oid, p))
        from pg_class as c
        cross join unnest(array['insert', 'update', 'delete', 'truncate']) as p
        where
            c.relkind = 'p'
            or c.relnamespace = 'part'::regnamespace
            or c.relnamespace = 'dw'::regnamespace and c.relkind = 'r' and c.relname like 'fact%'
        group by c.oid
    """).fetchall()
    assert len(tables) > 10
    assert {name for name, rights in tables if rights} <= FACTS_OF_CONTENT


def test_the_loader_cannot_drop_the_current_release(loader: Connection) -> None:
    row = loader.execute("select max(release_id) from dw.source_release where is_current").fetchone()
    with pytest.raises(psycopg.errors.RaiseException, match="is in use"):
        loader.execute("select ops.drop_release(%s)", row)


def test_the_loader_cannot_drop_an_edition_in_use_beside_the_current_one(
    loader: Connection,
) -> None:
    row = loader.execute(
        "select release_id from dw.source_release where source_code = 'undesa' and not is_current"
    ).fetchone()
    assert row is not None
    with pytest.raises(psycopg.errors.RaiseException, match="is in use"):
        loader.execute("select ops.drop_release(%s)", row)


def test_a_login_with_no_right_but_the_loaders_can_run_check_and_show_the_status(
    warehouse: Database, loader_url: str, tmp_path: Path, command: CallCommand
) -> None:
    with small_publishers() as publisher:
        report = run_small(Database(loader_url), tmp_path, publisher.url, force=True)
    assert report.exit_code == 0, report.error
    assert {step.outcome for step in report.steps} == {Outcome.PUBLISHED}
    assert provision(warehouse) == []
    for name in ("status", "check"):
        done = command(name, database=Database(loader_url))
        assert done.code == 0, done.out + done.err
