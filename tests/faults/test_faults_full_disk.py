"""Fill disks: small file systems that the tests mount and fill to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode
from diaspora_dw.server import EmbeddedServer
from tests.faults.changing import Changing
from tests.faults.conftest import FaultTarget, IntactWarehouse, on_own_server


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system of this many megabytes, or skip the test if that is not possible."""
    folder.mkdir(parents=True)
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system to fill")
    options = f"size={megabytes}m,mode=755"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def filled(disk: Path, but_for: int = 0) -> Iterator[None]:
    """Fill a disk and leave this many bytes."""
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    descriptor = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    try:
        os.posix_fallocate(descriptor, 0, state.f_bavail * state.f_frsize - but_for)
    finally:
        os.close(descriptor)
    try:
        yield
    finally:
        ballast.unlink()


def test_a_full_disk_for_snapshots_fails_the_sources_and_keeps_what_is_loaded(
    target: FaultTarget, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        target.home = copytree(target.home, disk / "home")
        target.change_figures()
        with filled(disk):
            run = target.start()
            assert run.end() == ExitCode.SOURCE_FAILED, run.printed()
        assert "Traceback" not in run.printed()
        steps = run.report()["steps"]
        assert {step["outcome"] for step in steps} == {"failed"}
        for step in steps:
            assert "No space left on device" in step["error"]
            assert "Free space" in step["advice"]
        assert target.faults() == []
        target.check_next_run()


@pytest.fixture(scope="module")
def on_small_disk(
    open_folder: Path, intact: IntactWarehouse, changing: Changing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultTarget]:
    """A warehouse whose server has its files on a small disk."""
    home = open_folder / "small-disk"
    with (
        small_disk(home / "server", megabytes=256),
        on_own_server(home, intact, changing, tmp_path_factory.mktemp("scratch")) as warehouse,
    ):
        yield warehouse


@pytest.mark.parametrize("kilobytes_left", [0, 64, 400])
def test_a_full_disk_for_the_server_fails_the_run_and_the_next_one_succeeds_with_space(
    on_small_disk: FaultTarget, kilobytes_left: int
) -> None:
    server = on_small_disk.server
    assert server is not None
    on_small_disk.change_figures()
    with filled(server.folder, kilobytes_left * 1024):
        run = on_small_disk.start()
        code = run.end()
    assert "Traceback" not in run.printed(), run.printed()
    assert code in (ExitCode.SOURCE_FAILED, ExitCode.DATABASE_UNREACHABLE), run.printed()
    assert "No space left on device" in run.printed(), run.printed()
    assert "Free space" in run.printed(), run.printed()
    server.ensure_running()
    assert on_small_disk.faults() == []
    on_small_disk.check_next_run()


def test_a_server_stopped_by_a_full_disk_comes_back_with_all_its_data(on_small_disk: FaultTarget) -> None:
    server = on_small_disk.server
    assert server is not None
    on_small_disk.change_figures()
    with filled(server.folder):
        with pytest.raises((psycopg.OperationalError, DatabaseError)):
            fill_the_log(on_small_disk.database)
        run = on_small_disk.start()
        code = run.end()
    assert code in (ExitCode.SOURCE_FAILED, ExitCode.DATABASE_UNREACHABLE), run.printed()
    assert "Traceback" not in run.printed(), run.printed()
    # A server that is just trying once more to repair itself has no time to say why.
    full = "No space left on device" in run.printed() and "The disk is full. Free space" in run.printed()
    assert full or str(server.log) in run.printed(), run.printed()
    on_small_disk.check_next_run()


def test_a_connection_lost_to_a_full_disk_says_so_until_the_server_is_ready_again(
    on_small_disk: FaultTarget,
) -> None:
    server = on_small_disk.server
    assert server is not None
    database = Database(server.ensure_running(), server=server)
    with filled(server.folder), pytest.raises(DatabaseError, match="No space left on device") as raised:
        fill_the_log(database)
    assert "The disk is full. Free space" in raised.value.advice

    database = Database(server.ensure_running(), server=server)
    assert "No space left on device" in server.log.read_text()
    with pytest.raises(DatabaseError, match="connection to the database was lost"), database.connect() as one:
        one.execute("select pg_terminate_backend(pg_backend_pid())")


def test_a_disk_without_room_for_a_new_server_is_named_as_the_reason(open_folder: Path) -> None:
    with (
        small_disk(open_folder / "tiny-disk", megabytes=30) as disk,
        pytest.raises(DatabaseError, match="No space left on device") as raised,
    ):
        EmbeddedServer(disk / "home" / "server").ensure_running()
    assert "The disk is full. Free space" in raised.value.advice


def fill_the_log(database: Database) -> None:
    """Make the server start one segment of its log after another until it cannot write one and stops."""
    for _ in range(100):
        with database.connect(autocommit=True) as connection:
            connection.execute("select pg_logical_emit_message(true, '', 'x'), pg_switch_wal()")
