"""The readers' login: what it may do, and how it is repaired."""

import time
from collections.abc import Iterator
from unittest import mock

import psycopg
import pytest

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.logins import READER_SETTINGS


@pytest.fixture
def owner(running: EmbeddedServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the owner, in autocommit."""
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        yield connection


def _make_role_with_table(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create a small version of what migrations create."""
    owner.execute("create role diaspora_dw_reader nologin")
    owner.execute("create table shown as select 7 as n")
    owner.execute("grant select on shown to diaspora_dw_reader")


def test_the_reader_has_a_login_and_a_password_of_its_own(shared_server: EmbeddedServer) -> None:
    with psycopg.connect(shared_server.url("reader")) as connection:
        row = connection.execute("select current_user, current_setting('is_superuser')").fetchone()
    assert row == ("diaspora_dw_analyst", "off")
    owner_password, reader_password = (
        (shared_server.folder / name).read_text() for name in ("owner-password", "reader-password")
    )
    assert owner_password != reader_password


@pytest.mark.parametrize(("name", "value"), READER_SETTINGS.items())
def test_the_readers_sessions_have_limits(shared_server: EmbeddedServer, name: str, value: str) -> None:
    with psycopg.connect(shared_server.url("reader")) as connection:
        row = connection.execute(
            "select current_setting(%s) = %s", (name, value.replace("60s", "1min"))
        ).fetchone()
    assert row == (True,)


def test_the_reader_reads_what_the_group_may_read_and_writes_nothing(
    running: EmbeddedServer, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    _make_role_with_table(owner)
    with psycopg.connect(running.url("reader"), autocommit=True) as reader:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select n from shown")
        running.grant_reader()
        assert reader.execute("select n from shown").fetchone() == (7,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("create temporary table mine (n integer)")
        reader.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("insert into shown values (8)")


def test_the_next_command_repairs_a_missing_membership(
    running: EmbeddedServer, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    _make_role_with_table(owner)
    running.ensure_running()
    with psycopg.connect(running.url("reader")) as reader:
        assert reader.execute("select n from shown").fetchone() == (7,)


def test_a_login_that_was_changed_is_repaired(
    running: EmbeddedServer, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    owner.execute("alter role diaspora_dw_analyst superuser nologin password 'guessed'")
    owner.execute("alter role diaspora_dw_analyst reset all")
    running.grant_reader()
    with psycopg.connect(running.url("reader")) as reader:
        row = reader.execute(
            "select current_setting('is_superuser'), current_setting('statement_timeout')"
        ).fetchone()
    assert row == ("off", "1min")


def test_only_a_transaction_that_is_idle_ends_a_session(running: EmbeddedServer) -> None:
    with mock.patch.dict(READER_SETTINGS, idle_in_transaction_session_timeout="1s"):
        running.grant_reader()
    with (
        psycopg.connect(running.url("reader"), autocommit=True) as idle,
        psycopg.connect(running.url("reader")) as in_transaction,
    ):
        in_transaction.execute("select 1")
        time.sleep(2)
        assert idle.execute("select current_setting('idle_session_timeout')").fetchone() == ("0",)
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            in_transaction.execute("select 1")


def test_a_dropped_login_is_created_again_with_its_password(
    running: EmbeddedServer, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    before = running.url("reader")
    owner.execute("drop role diaspora_dw_analyst")
    running.ensure_running()
    assert running.url("reader") == before
    with psycopg.connect(before):
        pass


def test_granting_the_reader_on_a_stopped_server_fails(running: EmbeddedServer) -> None:
    running.stop()
    # Another test's server may have its port by now.
    with pytest.raises(DatabaseError, match="cannot be used"):
        running.grant_reader()
