"""Kill servers with SIGKILL at random moments of a run, in part or in whole; the next run restarts them."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from diaspora_dw.errors import ExitCode
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.port import HOST
from tests.faults.changing import Changing
from tests.faults.conftest import FaultTarget, IntactWarehouse, on_own_server
from tests.faults.rounds import SEED, SERVERS_KILLED, Moments
from tests.faults.watching import watching
from tests.server.processes import is_alive, kill, wait_for

COMPLETE_EVERY = 5

BACKGROUND = (
    "checkpointer",
    "background writer",
    "walwriter",
    "autovacuum launcher",
    "logical replication launcher",
)
"""The processes of an embedded server, besides its first one and its sessions, by their titles."""

choices = random.Random(SEED)


@pytest.fixture(scope="module")
def own_server(
    open_folder: Path, intact: IntactWarehouse, changing: Changing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultTarget]:
    """A warehouse on its own server, with everything loaded."""
    with on_own_server(
        open_folder / "killed", intact, changing, tmp_path_factory.mktemp("scratch")
    ) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def seconds_of_a_run(own_server: FaultTarget) -> float:
    """How long a run takes that nothing happens to."""
    began = time.monotonic()
    own_server.change_figures()
    own_server.check_next_run()
    return time.monotonic() - began


def postmaster(server: EmbeddedServer) -> psutil.Process:
    """Return the server's first process."""
    pid = server.status().pid
    assert pid is not None
    return psutil.Process(pid)


def the_postmaster_is_killed(server: EmbeddedServer) -> None:
    """Kill its first process. The others notice one by one and may continue for a while."""
    kill(postmaster(server))


def a_session_is_killed(server: EmbeddedServer) -> None:
    """Kill the newest session. The server ends all others and recovers by itself."""
    kill(*[child for child in postmaster(server).children() if f" {HOST}(" in title(child)][-1:])


def a_background_process_is_killed(server: EmbeddedServer) -> None:
    """Kill one of its other processes. The server ends all of them and recovers by itself."""
    kill(child(server, choices.choice(BACKGROUND)))


def child(server: EmbeddedServer, kind: str) -> psutil.Process:
    """Return one of the server's background processes, which may have to be started again first."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        found[:] = [process for process in postmaster(server).children() if kind in title(process)]
        return bool(found)

    assert wait_for(is_there), f"there is no {kind}"
    return found[0]


def kill_and_let_the_others_end(server: EmbeddedServer, victim: psutil.Process) -> None:
    """Kill a process of the server, and wait until the server has noticed and ended all others."""
    others = postmaster(server).children()
    kill(victim)
    assert wait_for(lambda: not any(map(is_alive, others))), "the server does not end its processes"


def everything_is_killed(server: EmbeddedServer) -> None:
    """Kill all of its processes at once, as when a container ends."""
    kill(postmaster(server), *postmaster(server).children())


def it_is_stopped(server: EmbeddedServer) -> None:
    """Stop it in an orderly way, as for a restart."""
    server.stop()


def title(process: psutil.Process) -> str:
    """Return the title of a process, or "" if it has ended."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def test_a_server_comes_back_whichever_of_its_processes_is_killed(own_server: FaultTarget) -> None:
    server = own_server.server
    assert server is not None
    began = time.monotonic()
    slowest = 0.0
    for _ in range(SERVERS_KILLED):
        for kind in BACKGROUND:
            victim = child(server, kind)
            struck = time.monotonic()
            kill_and_let_the_others_end(server, victim)
            with psycopg.connect(server.ensure_running()) as connection:
                connection.execute("select 1")
            slowest = max(slowest, time.monotonic() - struck)
        with psycopg.connect(server.url("owner")) as connection:
            kill_and_let_the_others_end(server, psutil.Process(connection.info.backend_pid))
        server.ensure_running()
    assert own_server.faults() == []
    kills = SERVERS_KILLED * (len(BACKGROUND) + 1)
    seconds = time.monotonic() - began
    print(
        f"killed processes: {kills} in {seconds:.0f} s; the server was back after {slowest:.1f} s at the latest"
    )


@pytest.mark.parametrize(
    "strike",
    [
        the_postmaster_is_killed,
        a_session_is_killed,
        a_background_process_is_killed,
        everything_is_killed,
        it_is_stopped,
    ],
)
def test_a_killed_or_stopped_server_comes_back_consistent_and_the_next_run_succeeds(
    own_server: FaultTarget, seconds_of_a_run: float, strike: Callable[[EmbeddedServer], None]
) -> None:
    server = own_server.server
    assert server is not None
    ends: Counter[int] = Counter()
    moments = Moments(seconds_of_a_run, f"server {strike.__name__}")
    watched = watching(own_server.at, own_server.known, own_server.lines, server_may_die=True)
    with watched as watch:
        for number in range(SERVERS_KILLED):
            label = f"seed {SEED}, round {number}"
            own_server.change_figures()
            run = own_server.start()
            time.sleep(moments.next())
            strike(server)
            code = run.end()
            ends[code] += 1
            assert code in (ExitCode.OK, ExitCode.DATABASE_UNREACHABLE), f"{label}: {run.printed()}"
            assert "Traceback" not in run.printed(), label
            server.ensure_running()
            assert own_server.faults() == [], label
            if number % COMPLETE_EVERY == COMPLETE_EVERY - 1:
                own_server.check_next_run()
        own_server.check_next_run()
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.slowest < 1.0
    print(f"killed servers ({strike.__name__}): exit codes {dict(ends)}; reader: {watch.summary()}")


def test_the_next_run_starts_a_server_of_which_everything_was_killed(own_server: FaultTarget) -> None:
    assert own_server.server is not None
    everything_is_killed(own_server.server)
    # Which versions are in use cannot be asked any more, so the publishers serve the first of each.
    own_server.publishers.out.update(dict.fromkeys(own_server.publishers.out, 0))
    own_server.check_next_run()
