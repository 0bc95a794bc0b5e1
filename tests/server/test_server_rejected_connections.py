"""An attempt to connect that fails says what is wrong and what to do about that."""

import re
import signal
import socket
from contextlib import ExitStack, suppress

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from diaspora_dw.database import open_connection
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.process import find_postmaster

REACHED = "the server rejected the connection"
NOT_REACHED = "the database cannot be reached"


@pytest.fixture(scope="module")
def address(shared_server: EmbeddedServer) -> str:
    """The address of a server on which some roles and databases let nobody in."""
    with psycopg.connect(shared_server.url("owner"), autocommit=True) as connection:
        for statement in (
            "create role taken login password 'x' connection limit 0",
            "create role plain login password 'x'",
            "create role group_only password 'x'",
            "create database closed",
            "revoke connect on database closed from public",
        ):
            connection.execute(statement)
    return shared_server.url("owner")


def failure(address: str, **parts: str | int) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised:
        open_connection(make_conninfo(address, **parts))
    return raised.value


@pytest.mark.parametrize(
    ("parts", "message", "advice"),
    [
        (
            {"password": "x"},
            f'{REACHED}: .*password authentication failed for user "diaspora"',
            "the password",
        ),
        ({"password": ""}, f"{NOT_REACHED}: .*no password supplied", "the password"),
        ({"user": "nobody_here"}, f"{REACHED}: .*nobody_here", "Check the user"),
        ({"user": "group_only", "password": "x"}, f"{REACHED}: .*not permitted to log in", "administrator"),
        ({"user": "plain", "password": "x", "dbname": "closed"}, f"{REACHED}: .*denied", "administrator"),
        ({"dbname": "nothing"}, f'{REACHED}: .*database "nothing" does not exist', "name of the database"),
        (
            {"user": "taken", "password": "x"},
            f"{REACHED}: .*too many connections",
            "All connections are in use",
        ),
        ({"host": "nowhere.invalid"}, f"{NOT_REACHED}: .*nowhere.invalid", "Check the host"),
        ({"port": 9}, f"{NOT_REACHED}: .*port 9 failed: Connection refused", "No server listens there"),
        ({"host": "/nowhere"}, f"{NOT_REACHED}: .*No such file", "No server listens there"),
        ({"sslmode": "require"}, f"{NOT_REACHED}: .*does not support SSL", "sslmode"),
        ({"options": "-c nothing=1"}, f"{REACHED}: .*unrecognized", "Check DATABASE_URL, or unset it"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_rejected_connection_says_why_and_what_to_do(
    address: str, parts: dict[str, str | int], message: str, advice: str
) -> None:
    error = failure(address, **parts)
    assert re.match(message, error.message)
    assert advice in error.advice
    assert "\n" not in error.message


def test_a_server_that_does_not_answer_is_not_a_wrong_password(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = failure(address, port=silent.getsockname()[1], connect_timeout=2)
    assert "timeout expired" in error.message
    assert "does not answer" in error.advice


def test_a_server_without_a_free_connection_is_not_a_wrong_address(running: EmbeddedServer) -> None:
    owner, reader = running.url("owner"), running.url("reader")
    with ExitStack() as taken:
        taken.enter_context(psycopg.connect(owner, autocommit=True)).execute(
            "create role plain login password 'x'"
        )
        for url, words in (
            (reader, 'too many connections for role "diaspora_dw_analyst"'),
            (make_conninfo(owner, user="plain", password="x"), "remaining connection slots"),
            (owner, "too many clients"),
        ):
            with suppress(psycopg.OperationalError):
                while True:
                    taken.enter_context(psycopg.connect(url))
            error = failure(url)
            assert re.match(f"{REACHED}: .*{words}", error.message)
            assert error.advice.startswith("All connections are in use")
            assert "DATABASE_URL" not in error.advice
        with pytest.raises(DatabaseError, match="too many clients") as raised:
            running.ensure_running()
    assert raised.value.advice.startswith("All connections are in use")


def test_a_server_that_is_stopping_or_starting_is_worth_waiting_for(running: EmbeddedServer) -> None:
    process = find_postmaster(running.data_folder)
    assert process is not None
    with psycopg.connect(running.url("owner")) as session:
        process.send_signal(signal.SIGTERM)  # it accepts no new sessions and waits for this one to end
        session.execute("select pg_sleep(0.5)")
        error = failure(running.url("owner"))
    assert "the database system is shutting down" in error.message
    assert error.advice.startswith("Wait until the server accepts connections")
