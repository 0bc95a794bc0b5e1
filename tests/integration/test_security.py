"""Who may do what: logins that only read, logins that only load, and passwords that nobody is shown."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from tests.conftest import Command, call_command
from tests.publishers import Fault, message
from tests.running.small_world import NOBODY, OTHER_WORKBOOK, small_environment, small_publishers

PASSWORD = "pa55/w@rd:of%loader"


@dataclass(frozen=True)
class Login:
    """A login of one test's own."""

    name: str
    url: str


def make_login(database: Database, role: str) -> Login:
    """Make a login that is a member of one role and nothing else."""
    name = f"only_{role}_{uuid.uuid4().hex[:8]}"
    with database.connect() as connection:
        connection.execute(
            sql.SQL("create role {} login password {} in role {}").format(
                sql.Identifier(name), sql.Literal(PASSWORD), sql.Identifier(f"diaspora_dw_{role}")
            )
        )
    parts = conninfo_to_dict(database.owner_url)
    place = f"{parts['host']}:{parts['port']}/{parts['dbname']}"
    return Login(name, f"postgresql://{name}:{quote(PASSWORD, safe='')}@{place}")


def drop_login(database: Database, login: Login) -> None:
    with database.connect() as connection:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(login.name)))


@pytest.fixture
def reader_login(loaded: Database) -> Iterator[Login]:
    login = make_login(loaded, "reader")
    yield login
    drop_login(loaded, login)


@pytest.fixture
def loader_login(database: Database) -> Iterator[Login]:
    login = make_login(database, "loader")
    yield login
    drop_login(database, login)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into dw.dim_year values (1900, '1900-01-01', '1900-07-01')",
        "update dw.source_release set is_current = false",
        "delete from dw.fact_indicator",
        "truncate dw.fact_indicator",
        "delete from dw.dim_origin",
        "create table dw.mine (a integer)",
        "create view mart.mine as select 1 as one",
        "create table public.mine (a integer)",
        "create schema mine",
        "drop view mart.emigration",
        "comment on view mart.emigration is 'mine'",
        "alter table dw.dim_country add column mine integer",
        "select * from ops.run",
        "select * from ops.published_total",
        "select ops.drop_release(1)",
        "select * from part.fact_indicator_r1",
        "set role diaspora_dw_loader",
        "set role diaspora_dw_owner",
        "select pg_read_file('postgresql.conf')",
        "copy (select 1) to program 'true'",
        "copy dw.dim_year to '/tmp/of-the-reader'",
    ],
)
def test_a_login_that_reads_can_neither_write_nor_look_into_operations(
    loaded: Database, reader_login: Login, statement: str
) -> None:
    with psycopg.connect(reader_login.url, autocommit=True) as connection:
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
            connection.execute(statement.encode())


def test_a_login_that_reads_sees_every_view_and_the_star(loaded: Database, reader_login: Login) -> None:
    with psycopg.connect(reader_login.url) as connection:
        relations = connection.execute("""
            select oid::regclass::text from pg_class
            where relnamespace in ('dw'::regnamespace, 'mart'::regnamespace) and relkind in ('r', 'p', 'v')
        """).fetchall()
        assert len(relations) > 30
        for (relation,) in relations:
            connection.execute(f"select * from {relation} limit 1".encode())


def test_a_login_that_reads_is_limited_in_time_and_begins_read_only(
    loaded: Database, reader_login: Login
) -> None:
    with loaded.connect("owner") as connection:
        limits = dict(
            connection.execute("""
                select split_part(setting, '=', 1), split_part(setting, '=', 2)
                from pg_db_role_setting, unnest(setconfig) as setting
                where setrole = 'diaspora_dw_reader'::regrole
            """).fetchall()
        )
    assert limits["default_transaction_read_only"] == "on"
    assert limits["statement_timeout"] == "60s"
    assert limits["idle_in_transaction_session_timeout"] == "60s"


def run_as(login: Login, home: Path, *arguments: str, publisher: str = NOBODY) -> Command:
    return call_command(
        *arguments,
        database=Database(login.url),
        home=home,
        environment=small_environment(home, publisher),
        publisher=publisher,
    )


def test_a_login_that_only_loads_runs_on_a_warehouse_that_is_set_up(
    database: Database, loader_login: Login, tmp_path: Path
) -> None:
    with small_publishers() as publisher:
        first = run_as(loader_login, tmp_path, "run", publisher=publisher.url)
    assert first.code == 0, first.out + first.err
    assert "Tajikistan (TJK)" in first.out
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        second = run_as(loader_login, tmp_path, "run", "--json", publisher=publisher.url)
    assert second.code == 0, second.err
    assert "published" in [step["outcome"] for step in second.json()["steps"]]
    for command in (["status"], ["check"]):
        done = run_as(loader_login, tmp_path, *command)
        assert done.code == 0, done.out + done.err


@pytest.mark.parametrize(
    "statement",
    [
        "create table dw.mine (a integer)",
        "create table part.mine (a integer)",
        "create table public.mine (a integer)",
        "alter table dw.dim_country add column mine integer",
        "drop table dw.fact_indicator",
        "drop view mart.emigration",
        "create or replace view mart.emigration as select 1 as one",
        "select ops.open_partition('pg_catalog.pg_class', 1)",
        "select ops.open_partition('dw.dim_country', 1)",
        "select ops.attach_partition('dw.dim_country', 1)",
        "set role diaspora_dw_owner",
    ],
)
def test_a_login_that_only_loads_cannot_change_the_schema(
    database: Database, loader_login: Login, statement: str
) -> None:
    with (
        psycopg.connect(loader_login.url, autocommit=True) as connection,
        pytest.raises(
            (
                psycopg.errors.InsufficientPrivilege,
                psycopg.errors.RaiseException,
                psycopg.errors.NoDataFound,
            )
        ),
    ):
        connection.execute(statement.encode())


def test_a_release_that_is_in_cannot_be_changed_by_the_login_that_loaded_it(loaded_copy: Database) -> None:
    login = make_login(loaded_copy, "loader")
    with psycopg.connect(login.url, autocommit=True) as connection:
        partitions = connection.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'dw.fact_migrant_stock'::regclass"
        ).fetchall()
        assert partitions
        for (partition,) in partitions:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"update {partition} set migrants = 1".encode())
        with pytest.raises(psycopg.errors.RaiseException, match="is in use"):
            connection.execute(
                "select ops.drop_release(release_id) from dw.source_release where is_current limit 1"
            )
    drop_login(loaded_copy, login)


def test_a_password_is_shown_nowhere(database: Database, loader_login: Login, tmp_path: Path) -> None:
    parts = conninfo_to_dict(loader_login.url)
    wrong_name = loader_login.url.rpartition("/")[0] + "/no_such_database"
    closed_port = loader_login.url.replace(f":{parts['port']}/", ":9/")
    wrong_password = loader_login.url.replace("rd", "rx", 1)
    unreadable = loader_login.url.replace("postgresql://", "postgresql//")
    calls = [
        (loader_login.url, ["--debug", "run"]),
        (loader_login.url, ["status"]),
        (loader_login.url, ["db", "status"]),
        (wrong_name, ["run"]),
        (closed_port, ["--log-format", "json", "run"]),
        (wrong_password, ["--debug", "run"]),
        (unreadable, ["--debug", "status"]),
    ]
    with small_publishers(Fault(message("120"), on="SP.POP.TOTL")) as publisher:
        for url, arguments in calls:
            done = call_command(
                *arguments,
                database=Database(url),
                home=tmp_path,
                environment=small_environment(tmp_path, publisher.url),
                publisher=publisher.url,
            )
            shown = done.out + done.err
            assert shown
            for secret in (PASSWORD, quote(PASSWORD, safe=""), "pa55", "w%40rd"):
                assert secret not in shown, arguments


def test_the_record_of_runs_holds_no_password(
    database: Database, loader_login: Login, tmp_path: Path
) -> None:
    with small_publishers(Fault(message("120"), on="SP.POP.TOTL")) as publisher:
        address = publisher.url.replace("http://", "http://somebody:hush-hush@")
        done = run_as(loader_login, tmp_path, "run", publisher=address)
    assert done.code == ExitCode.SOURCE_FAILED
    assert "hush-hush" not in done.out + done.err
    with database.connect("loader") as connection:
        for table in ("ops.run", "ops.step", "dw.source_release", "dw.release_file"):
            rows = connection.execute(f"select r::text from {table} as r".encode()).fetchall()
            assert rows
            assert "hush-hush" not in str(rows), table
