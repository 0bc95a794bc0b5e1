"""The data folder is complete or does not exist, and the server in it is configured as intended."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from diaspora_dw.server import EmbeddedServer
from tests.server.processes import STARTED, kill, python, wait_for


@pytest.fixture(scope="module")
def settings(shared_server: EmbeddedServer) -> Iterator[dict[str, str]]:
    with psycopg.connect(shared_server.url("owner")) as connection:
        yield dict(connection.execute("select name, setting from pg_settings").fetchall())


def test_the_data_folder_is_named_after_the_major_version(
    shared_server: EmbeddedServer, settings: dict[str, str]
) -> None:
    major = int(settings["server_version_num"]) // 10_000
    assert shared_server.data_folder.name == f"pg{major}"
    assert (shared_server.data_folder / "PG_VERSION").read_text().strip() == str(major)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", "127.0.0.1"),
        ("max_wal_senders", "0"),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
        ("unix_socket_directories", ""),
        ("wal_level", "minimal"),
    ],
)
def test_the_server_is_configured(settings: dict[str, str], name: str, setting: str) -> None:
    assert settings[name] == setting


def test_text_is_folded_as_unicode_does_and_sorted_by_code_point(shared_server: EmbeddedServer) -> None:
    with psycopg.connect(shared_server.url("owner")) as connection:
        assert connection.execute("select lower('CÔTE'), 'Z' < 'a'").fetchone() == ("côte", True)


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_login_without_the_right_password_is_refused(shared_server: EmbeddedServer, password: str) -> None:
    parts = urlsplit(shared_server.url("owner"))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=parts.hostname, port=parts.port, user=parts.username, dbname="postgres", password=password
        )


def test_passwords_are_verified_with_scram(shared_server: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="SASL"):
        psycopg.connect(shared_server.url("owner"), require_auth="password")


@pytest.mark.parametrize("name", ["owner-password", "reader-password"])
def test_password_files_are_private(shared_server: EmbeddedServer, name: str) -> None:
    path = shared_server.folder / name
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_uid == shared_server.data_folder.stat().st_uid
    assert len(path.read_text().strip()) >= 32


def test_the_list_of_processes_shows_no_password(shared_server: EmbeddedServer) -> None:
    pid = shared_server.status().pid
    assert pid is not None
    password = (shared_server.folder / "owner-password").read_text().strip()
    assert password not in " ".join(psutil.Process(pid).cmdline())


def test_a_killed_initdb_leaves_no_data_folder_and_the_next_start_cleans_up(server: EmbeddedServer) -> None:
    starting = python(STARTED, server.folder)
    half_made = f".{server.data_folder.name}.new-*/{server.data_folder.name}/global/*"
    assert wait_for(lambda: any(server.folder.glob(half_made)))
    initdb = psutil.Process(starting.pid).children(recursive=True)
    kill(psutil.Process(starting.pid), *initdb)
    assert starting.communicate()[0] == ""
    assert not server.data_folder.exists()
    assert any(server.folder.glob(half_made))

    server.ensure_running()
    assert not list(server.folder.glob(".*"))


def test_settings_that_a_user_changed_survive_a_restart(running: EmbeddedServer) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        connection.execute("alter system set work_mem = '7MB'")
    running.stop()
    with psycopg.connect(running.ensure_running()) as connection:
        assert connection.execute("show work_mem").fetchone() == ("7MB",)


def test_the_log_is_shortened_while_the_server_writes_to_it(running: EmbeddedServer) -> None:
    with running.log.open("a") as log:
        log.writelines(f"line {number:09}\n" for number in range(800_000))
    running.ensure_running()
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        connection.execute("do $$ begin raise warning 'a new word'; end $$")

    text = running.log.read_text()
    assert len(text) < 2 * 2**20
    assert re.match(r"line \d{9}\n", text)
    assert "line 000799999\n" in text
    assert "a new word" in text
    assert "\0" not in text
