"""Disks that are full: small file systems of the tests' own, filled to the last byte."""

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
from tests.faults.changing import Changing
from tests.faults.conftest import Disturbed, Undisturbed, on_own_server


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes in a folder. Skips the test where none can be mounted."""
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
    """Fill a disk, but for so many bytes."""
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


def test_a_full_disk_below_the_snapshots_fails_the_sources_and_not_what_is_loaded(
    disturbed: Disturbed, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        disturbed.home = copytree(disturbed.home, disk / "home")
        disturbed.publish_other()
        with filled(disk):
            run = disturbed.begin()
            assert run.end() == ExitCode.SOURCE_FAILED, run.printed()
        assert "Traceback" not in run.printed()
        steps = run.report()["steps"]
        assert {step["outcome"] for step in steps} == {"failed"}
        for step in steps:
            assert "No space left on device" in step["error"]
            assert "Free space" in step["advice"]
        assert disturbed.faults() == []
        disturbed.goes_on()


@pytest.fixture(scope="module")
def on_small_disk(
    open_folder: Path, undisturbed: Undisturbed, changing: Changing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Disturbed]:
    """A warehouse whose server has its files on a small disk."""
    home = open_folder / "small-disk"
    with (
        small_disk(home / "server", megabytes=256),
        on_own_server(home, undisturbed, changing, tmp_path_factory.mktemp("scratch")) as warehouse,
    ):
        yield warehouse


@pytest.mark.parametrize("kilobytes_left", [0, 64, 400])
def test_a_full_disk_below_the_server_fails_the_run_and_the_next_one_goes_on_when_there_is_space(
    on_small_disk: Disturbed, kilobytes_left: int
) -> None:
    server = on_small_disk.server
    assert server is not None
    on_small_disk.publish_other()
    with filled(server.folder, kilobytes_left * 1024):
        run = on_small_disk.begin()
        code = run.end()
    assert "Traceback" not in run.printed(), run.printed()
    assert code in (ExitCode.SOURCE_FAILED, ExitCode.DATABASE_UNREACHABLE), run.printed()
    assert "No space left on device" in run.printed(), run.printed()
    server.ensure_running()
    assert on_small_disk.faults() == []
    on_small_disk.goes_on()


def test_a_server_that_a_full_disk_brings_down_comes_back_with_all_it_had(on_small_disk: Disturbed) -> None:
    server = on_small_disk.server
    assert server is not None
    on_small_disk.publish_other()
    with filled(server.folder):
        with pytest.raises((psycopg.OperationalError, DatabaseError)):
            use_up_the_log(on_small_disk.database)
        run = on_small_disk.begin()
        code = run.end()
    assert code in (ExitCode.SOURCE_FAILED, ExitCode.DATABASE_UNREACHABLE), run.printed()
    assert "Traceback" not in run.printed(), run.printed()
    # A server that is just trying once more to repair itself has no time to say why.
    assert "No space left on device" in run.printed() or str(server.log) in run.printed(), run.printed()
    on_small_disk.goes_on()


def use_up_the_log(database: Database) -> None:
    """Make the server begin one segment of its log after the other: what cannot be logged ends it."""
    for _ in range(100):
        with database.connect(autocommit=True) as connection:
            connection.execute("select pg_logical_emit_message(true, '', 'x'), pg_switch_wal()")
