"""Migrations: from nothing to the newest and back, on any name of a database, and never over a newer one."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from alembic import command as alembic
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode
from diaspora_dw.migrating import (
    MIGRATION_LOCK,
    current_revision,
    engine_of,
    migrate,
    newest_revision,
    provision,
)
from diaspora_dw.resources import MIGRATIONS_FOLDER
from tests.conftest import CallCommand, Databases
from tests.small_warehouse import SmallWarehouse

RELEASED = Path(__file__).parent / "released"
"""What an upgrade finds of the views and functions of a version, as `remember_release` wrote it."""

ODD_NAME = 'o\'dd "näme" 100% @/?#:'


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


@pytest.fixture
def oddly_named(databases: Databases) -> Iterator[Database]:
    """An empty database whose name needs quoting everywhere."""
    with psycopg.connect(databases.url("postgres"), autocommit=True) as connection:
        name = sql.Identifier(ODD_NAME)
        connection.execute(sql.SQL("create database {} template template0").format(name))
        yield Database(databases.url(quote(ODD_NAME, safe="")))
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


def relations(database: Database) -> set[str]:
    """Everything in the warehouse's schemas."""
    with database.connect() as connection:
        rows = connection.execute("""
            select n.nspname || '.' || c.relname from pg_class as c
            inner join pg_namespace as n on c.relnamespace = n.oid
            where n.nspname in ('dw', 'mart', 'ops', 'part') and c.relkind in ('r', 'p', 'v', 'S')
        """).fetchall()
    return {name for (name,) in rows}


def test_up_down_to_nothing_and_up_again_in_a_database_of_any_name(oddly_named: Database) -> None:
    provision(oddly_named)
    assert current_revision(oddly_named) == newest_revision()
    everything = relations(oddly_named)
    assert len(everything) > 40
    migrate(oddly_named, "base")
    assert relations(oddly_named) <= {"ops.alembic_version"}
    assert provision(oddly_named) != []
    assert relations(oddly_named) == everything


def test_models_and_migrations_agree(database: Database) -> None:
    config = alembic_config()
    with engine_of(database).connect() as connection:
        config.attributes["connection"] = connection
        alembic.check(config)


def test_every_revision_can_be_taken_back(empty_database: Database) -> None:
    there: dict[str, set[str]] = {}
    for revision in revisions():
        migrate(empty_database, revision)
        assert current_revision(empty_database) == revision
        there[revision] = relations(empty_database)
    for revision in revisions()[-2::-1]:
        migrate(empty_database, revision)
        assert current_revision(empty_database) == revision
        assert relations(empty_database) == there[revision]
    migrate(empty_database, "head")
    assert relations(empty_database) == there[newest_revision()]


def test_the_newest_revision_is_alembics_only_head(tmp_path: Path) -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [newest_revision()]
    assert revisions() == [f"{number:04d}" for number in range(1, len(revisions()) + 1)]


def test_an_up_to_date_warehouse_has_nothing_done_to_it(database: Database) -> None:
    assert provision(database) == []


def test_a_database_that_is_newer_than_the_code_is_left_alone_and_the_advice_says_upgrade(
    database: Database, command: CallCommand
) -> None:
    with database.connect("owner") as connection:
        connection.execute("update ops.alembic_version set version_num = '9999'")
    before = relations(database)
    with pytest.raises(DatabaseError, match="newer than this version") as refused:
        provision(database)
    assert "Upgrade diaspora-dw" in refused.value.advice
    done = command("run", "--offline", database=database)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert "Upgrade diaspora-dw" in done.err
    assert relations(database) == before


def test_an_upgrade_that_another_session_keeps_waiting_names_that_session(
    empty_database: Database, command: CallCommand
) -> None:
    impatient = Database(f"{empty_database.owner_url}?options=-c%20lock_timeout%3D300ms")
    with empty_database.connect(autocommit=True) as other:
        session = other.info.backend_pid
        other.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        done = command("db", "migrate", database=impatient)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert f"login diaspora (server process {session}) holds the lock of upgrades" in done.err
    assert f"pg_terminate_backend({session})" in done.err
    assert provision(empty_database) != []


def test_two_databases_of_a_server_can_be_set_up_at_once(
    databases: Databases, migrated_template: str, empty_database: Database
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(databases.owner_url) as other:
            other.execute("alter role diaspora_dw_reader set statement_timeout = '60s'")
            migration = pool.submit(migrate, empty_database)
            with empty_database.connect(autocommit=True) as watching:
                while not watching.execute(
                    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                ).fetchone():
                    assert not migration.done(), "the roles belong to both databases"
                    time.sleep(0.01)
        migration.result(60)
    assert current_revision(empty_database) == newest_revision()


def test_a_login_that_may_not_make_schemas_is_told_what_its_administrator_has_to_do(
    databases: Databases, empty_database: Database
) -> None:
    with empty_database.connect() as connection:
        connection.execute("drop role if exists without_rights")
        connection.execute("create role without_rights login password 'none'")
    parts = empty_database.owner_url.rpartition("@")[2]
    with pytest.raises(DatabaseError, match="may not set up the warehouse") as refused:
        provision(Database(f"postgresql://without_rights:none@{parts}"))
    assert "diaspora-dw db migrate" in refused.value.advice
    with empty_database.connect() as connection:
        connection.execute("drop role without_rights")


def test_a_release_that_was_never_published_survives_the_upgrade_as_such_and_the_way_back(
    small: SmallWarehouse,
) -> None:
    """Until revision 0006 such a release counted as superseded in the year 1."""

    def recorded() -> list[tuple[Any, ...]]:
        with small.database.connect("loader") as connection:
            return connection.execute(
                "select release_id, published_at, superseded_at from dw.source_release order by release_id"
            ).fetchall()

    published = recorded()
    with small.database.connect("owner") as connection:
        connection.execute("""
            insert into dw.source_release
            select (jsonb_populate_record(r, '{"release_id": 999, "is_current": false, "published_at": null}')).*
            from dw.source_release as r where r.is_current limit 1
        """)
    migrate(small.database, "0005")
    *others, unpublished = recorded()
    assert others == published
    assert unpublished[2] == datetime(1, 1, 1, tzinfo=UTC)
    provision(small.database)
    assert recorded() == [*published, (999, None, None)]
    with small.database.connect("reader") as connection:
        assert not connection.execute("select from mart.source_status where release_id = 999").fetchall()
    with small.database.connect("loader") as connection:
        connection.execute("select ops.drop_release(999)")
    assert recorded() == published


def test_a_filled_warehouse_from_before_the_stored_tables_gets_their_rows(small: SmallWarehouse) -> None:
    def stored() -> dict[str, list[Any]]:
        with small.database.connect("loader") as connection:
            names = connection.execute("select table_name from ops.derived_table").fetchall()
            return {
                name: connection.execute(f"select t::text from dw.{name} as t order by 1".encode()).fetchall()
                for (name,) in names
            }

    before = stored()
    empty = {name for name, found in before.items() if not found}
    assert empty <= {"dependence", "largest_loss", "remittance_break"}, (
        "the small world has too few countries for ranks, no loss and no break"
    )
    migrate(small.database, "0018")
    provision(small.database)
    assert stored() == before


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.sql")), ids=lambda file: file.stem)
def test_a_warehouse_of_every_released_version_can_be_upgraded(
    empty_database: Database, database: Database, released: Path
) -> None:
    views = released.read_text(encoding="utf-8")
    migrate(empty_database, views.partition("\n")[0].removeprefix("-- revision "))
    with empty_database.connect("owner") as connection:
        connection.execute(views.encode())
        connection.execute("""
            insert into ops.installed_object (object_name, sha256, installed_at)
            select oid::regclass::text, 'of that version', now()
            from pg_class
            where relkind = 'v' and relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
        """)
    provision(empty_database)
    assert relations(empty_database) == relations(database)


def test_a_database_that_cannot_hold_every_name_is_refused(databases: Databases) -> None:
    with psycopg.connect(databases.url("postgres"), autocommit=True) as connection:
        connection.execute(
            "create database ascii template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'"
        )
        with pytest.raises(DatabaseError, match="the database ascii has the encoding SQL_ASCII") as caught:
            provision(Database(databases.url("ascii")))
        assert "encoding 'UTF8'" in caught.value.advice
        connection.execute("drop database ascii")
