"""The server's folder can be moved or renamed, whether the server runs or not."""

import psutil
import psycopg
import pytest

from diaspora_dw.server import EmbeddedServer
from tests.server.processes import move_to_quiet_port


def servers_of(server: EmbeddedServer) -> list[int]:
    """Return the first processes of servers that work in a server's data folder."""
    found = []
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(server.data_folder):
            parent = process.parent()
            if parent is None or parent.name() != "postgres":
                found.append(process.pid)
    return found


@pytest.mark.parametrize("is_running", [False, True])
def test_a_moved_folder_holds_the_same_warehouse(running: EmbeddedServer, is_running: bool) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        connection.execute("create table kept as select 1 as number")
    running.stop()
    port = move_to_quiet_port(running)
    if is_running:
        running.ensure_running()
    moved = EmbeddedServer(running.folder.rename(running.folder.with_name("renamed")))

    with psycopg.connect(moved.ensure_running()) as connection:
        assert connection.execute("select number from kept").fetchone() == (1,)
    assert moved.status().port == port
    assert servers_of(moved) == [moved.status().pid]


def test_a_reader_that_is_connected_does_not_keep_a_moved_server_from_starting(
    running: EmbeddedServer,
) -> None:
    with psycopg.connect(running.url("reader")) as reader:
        moved = EmbeddedServer(running.folder.rename(running.folder.with_name("renamed")))
        moved.ensure_running()
        with pytest.raises(psycopg.OperationalError):
            reader.execute("select 1")
    assert servers_of(moved) == [moved.status().pid]
