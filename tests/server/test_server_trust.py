"""Root follows no link that the server's account has put in place of a file, and gives no password away."""

import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.account import Account
from diaspora_dw.server.cluster import CONFIGURATION_NAME
from diaspora_dw.server.folder import open_own, prepare_folder, write_private_file
from diaspora_dw.server.port import any_free_port
from tests.server.processes import as_root_only, ordinary_user

SECRET = "5ecret"
FILES = ("owner-password", "reader-password", "server.log", "pg*/postmaster.pid", "pg*/diaspora_dw.conf")

CLEAR_PASSWORD_PLEASE = b"R\0\0\0\x08\0\0\0\x03"
"""What a server sends to ask for a password in clear text."""

WELCOME = b"R\0\0\0\x08\0\0\0\0"
"""What a server sends to a client that it trusts."""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of root's own."""
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    return path


@contextmanager
def listener(port: int, answer: bytes) -> Iterator[list[bytes]]:
    """Another program on the server's port, which gives one answer to every client; yield what clients send."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", port)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                with client:
                    client.settimeout(5)
                    received.append(client.recv(10_000))
                    client.sendall(answer)
                    received.append(client.recv(10_000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield received
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@pytest.mark.parametrize("pattern", FILES)
def test_a_link_in_place_of_a_file_is_refused_and_named(
    running: EmbeddedServer, secret: Path, pattern: str
) -> None:
    path = next(running.folder.glob(pattern))
    path.unlink()
    path.symlink_to(secret)
    if path == running.log:
        with secret.open("a") as long:
            long.truncate(11 * 2**20)
    reads = partial(running.url, "reader") if pattern == "reader-password" else running.ensure_running
    with pytest.raises(DatabaseError) as raised:
        reads()
    assert f"does not use {path}, which is a link" in raised.value.message
    assert raised.value.exit_code == ExitCode.DATABASE_UNREACHABLE
    assert SECRET not in str(raised.value)
    assert secret.read_text().startswith(SECRET)


@as_root_only
def test_a_file_of_another_account_is_refused(running: EmbeddedServer) -> None:
    os.chown(running.folder / "owner-password", 0, 0)
    with pytest.raises(DatabaseError, match="owner-password, which is a link or does not belong"):
        running.ensure_running()


def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DatabaseError, match="does not use"):
        open_own(tmp_path / "pipe")


@as_root_only
def test_no_file_is_written_into_a_folder_that_the_account_does_not_own(tmp_path: Path) -> None:
    account = Account("nobody", ordinary_user(), ordinary_user(), assumed=True)
    (tmp_path / "root").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "root")
    for folder in ("root", "link"):
        with pytest.raises(DatabaseError, match="does not use"):
            write_private_file(tmp_path / folder / "diaspora_dw.conf", "port = 1", account)
    assert list((tmp_path / "root").iterdir()) == []


@as_root_only
def test_a_folder_with_roots_files_is_not_given_away(place: Path) -> None:
    account = Account("nobody", ordinary_user(), ordinary_user(), assumed=True)
    (place / "root").mkdir()
    (place / "root" / "file").touch()
    with pytest.raises(DatabaseError, match="holds files and belongs to user number 0"):
        prepare_folder(place / "root", account)
    assert (place / "root").stat().st_uid == 0


@pytest.mark.parametrize("answer", [CLEAR_PASSWORD_PLEASE, WELCOME])
def test_another_program_on_the_servers_port_gets_no_password(running: EmbeddedServer, answer: bytes) -> None:
    password = (running.folder / "owner-password").read_text().strip().encode()
    running.stop()
    port = any_free_port()  # which no server of another test can take meanwhile
    file = running.data_folder / CONFIGURATION_NAME
    file.write_text(re.sub(r"^port = \d+$", f"port = {port}", file.read_text(), flags=re.MULTILINE))
    database = Database(running.url("owner"), running.url("reader"), running)
    with listener(port, answer) as received:
        for connect in (running.grant_reader, database.log_in, partial(database.log_in, as_reader=True)):
            with pytest.raises(DatabaseError, match="authentication method requirement") as raised:
                connect()
        assert "Another program may be listening" in raised.value.advice
    assert received
    assert not any(password in sent for sent in received)


def test_a_session_goes_to_the_embedded_server_whatever_the_environment_says(
    shared_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGHOSTADDR": "192.0.2.1",
        "PGREQUIREAUTH": "password",
        "PGSSLMODE": "require",
    }.items():
        monkeypatch.setenv(name, value)
    database = Database(shared_server.url("owner"), shared_server.url("reader"), shared_server)
    with database.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
