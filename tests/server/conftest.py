"""Folders for real servers.

pytest's own temporary folders are closed to the account that root's servers run as, so these lie elsewhere.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from diaspora_dw.server import EmbeddedServer
from tests.places import fast_folder
from tests.server.processes import kill


@contextmanager
def folder_for_servers() -> Iterator[Path]:
    """A folder that every account can enter; its servers are killed at the end, and it is removed."""
    folder = Path(tempfile.mkdtemp(prefix="diaspora-dw-server-", dir=fast_folder()))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        _end_servers_below(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _end_servers_below(folder: Path) -> None:
    """Kill every server in the folder: a test may have left it in any state."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except psutil.Error:
            continue
    kill(*found)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for the servers of one test."""
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture
def server(place: Path) -> EmbeddedServer:
    """A server that was never started."""
    return EmbeddedServer(place / "server")


@pytest.fixture(scope="session")
def stopped_folder() -> Iterator[Path]:
    """The folder of a server that was stopped, to be copied: creating one takes longer than starting it."""
    with folder_for_servers() as folder:
        server = EmbeddedServer(folder / "server")
        server.ensure_running()
        server.stop()
        yield server.folder


@pytest.fixture
def running(server: EmbeddedServer, stopped_folder: Path) -> EmbeddedServer:
    """A server that runs, for one test to do anything with."""
    subprocess.run(["cp", "-a", stopped_folder, server.folder], check=True)
    server.ensure_running()
    return server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[EmbeddedServer]:
    """A server that runs, for tests that only query it."""
    with folder_for_servers() as folder:
        server = EmbeddedServer(folder / "server")
        server.ensure_running()
        yield server
