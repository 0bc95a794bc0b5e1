"""Servers killed with SIGKILL at random moments of a run: in part, in whole, and brought back by the next run."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from diaspora_dw.errors import ExitCode
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.port import HOST
from tests.faults.changing import Changing
from tests.faults.conftest import Disturbed, Undisturbed, on_own_server
from tests.faults.rounds import SEED, SERVERS_KILLED, Moments
from tests.faults.watching import watching
from tests.server.processes import kill

COMPLETE_EVERY = 5


@pytest.fixture(scope="module")
def own_server(
    open_folder: Path, undisturbed: Undisturbed, changing: Changing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Disturbed]:
    """A warehouse on a server of the module's own, with everything loaded."""
    with on_own_server(
        open_folder / "killed", undisturbed, changing, tmp_path_factory.mktemp("scratch")
    ) as warehouse:
        yield warehouse


def postmaster(server: EmbeddedServer) -> psutil.Process:
    """The server's first process."""
    pid = server.status().pid
    assert pid is not None
    return psutil.Process(pid)


def the_postmaster_is_killed(server: EmbeddedServer) -> None:
    """Its first process goes: the others have to notice, one by one, and may go on for a while."""
    kill(postmaster(server))


def a_session_is_killed(server: EmbeddedServer) -> None:
    """The newest session goes: the server ends all others and repairs its files by itself."""
    kill(*[child for child in postmaster(server).children() if f" {HOST}(" in title(child)][-1:])


def everything_is_killed(server: EmbeddedServer) -> None:
    """All of its processes go at once, as at the end of a container."""
    kill(postmaster(server), *postmaster(server).children())


def it_is_stopped(server: EmbeddedServer) -> None:
    """It is told to stop, as for a restart: it ends its sessions and leaves its files in order."""
    server.stop()


def title(process: psutil.Process) -> str:
    """What a process says that it is doing."""
    return " ".join(process.cmdline())


@pytest.mark.parametrize(
    "strike", [the_postmaster_is_killed, a_session_is_killed, everything_is_killed, it_is_stopped]
)
def test_a_server_that_is_killed_or_stopped_comes_back_with_whole_releases_and_the_next_run_goes_on(
    own_server: Disturbed, strike: Callable[[EmbeddedServer], None]
) -> None:
    server = own_server.server
    assert server is not None
    ends: Counter[int] = Counter()
    began = time.monotonic()
    own_server.publish_other()
    own_server.goes_on()
    moments = Moments(time.monotonic() - began, f"server {strike.__name__}")
    watched = watching(own_server.at, own_server.known, own_server.lines, server_may_die=True)
    with watched as watch:
        for number in range(SERVERS_KILLED):
            label = f"seed {SEED}, round {number}"
            own_server.publish_other()
            run = own_server.begin()
            time.sleep(moments.next())
            strike(server)
            code = run.end()
            ends[code] += 1
            assert code in (ExitCode.OK, ExitCode.DATABASE_UNREACHABLE), f"{label}: {run.printed()}"
            assert "Traceback" not in run.printed(), label
            server.ensure_running()
            assert own_server.faults() == [], label
            if number % COMPLETE_EVERY == COMPLETE_EVERY - 1:
                own_server.goes_on()
        everything_is_killed(server)
        own_server.goes_on()
    assert not watch.unlike, watch.unlike[:3]
    assert watch.slowest < 1.0
    print(f"killed servers ({strike.__name__}): exit codes {dict(ends)}; reader: {watch.described()}")
