"""The server's folder: its owner, its private files, its lock, and subfolders that are complete or do not exist.

Root works in a folder that belongs to an unprivileged account, which could put links to root's own files there. So
nothing here follows a link, or reads or gives away what belongs to another account.
"""

import errno
import logging
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import filelock

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account

logger = logging.getLogger(__name__)

LOCK_SECONDS = 3600
"""How long to wait for another process that starts, recovers or upgrades the server. Runs have a deadline as well."""

SILENT_SECONDS = 5
"""How long to wait for it without saying so."""


def prepare_folder(folder: Path, account: Account) -> None:
    """Create the folder or hand it to the account. Raises `DatabaseError` if the account cannot write to it."""
    try:
        for missing in [parent for parent in reversed(folder.parents) if not parent.exists()]:
            missing.mkdir(exist_ok=True)
            if account.assumed:
                missing.chmod(0o755)  # whatever root's umask is: the account has to pass through
        folder.mkdir(mode=0o700, exist_ok=True)
        if account.assumed:
            _hand_over(folder, account)
        usable = account.run(["test", "-w", folder], folder=Path("/"), seconds=10).returncode == 0
        reason = f"the account {account.name} cannot write there"
    except OSError as error:
        usable, reason = False, str(error)
    if not usable:
        raise DatabaseError(
            f"the embedded server cannot use {folder}: {reason}",
            advice=f"Set DIASPORA_DW_HOME to a folder that the account {account.name} can enter and write to. "
            f"{USE_ANOTHER}",
        )


def _hand_over(folder: Path, account: Account) -> None:
    """Make an account the owner of an empty folder. Raises `OSError` if another's folder holds anything."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        owner = os.fstat(descriptor).st_uid
        if owner != account.uid and any(os.scandir(descriptor)):
            raise OSError(
                f"it holds files and belongs to user number {owner}; if they are a server's, run: "
                f"chown -R {account.name} {folder}"
            )
        os.fchown(descriptor, account.uid, account.gid)
    finally:
        os.close(descriptor)


@contextmanager
def lock_folder(folder: Path, account: Account) -> Iterator[None]:
    """Hold the lock of an existing folder. Raises `DatabaseError` if another process holds it for too long."""
    path = folder / "server.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if account.assumed and os.fstat(descriptor).st_nlink == 1:
            os.fchown(descriptor, account.uid, account.gid)
    finally:
        os.close(descriptor)
    try:
        with _acquire(filelock.FileLock(path), folder):
            yield
    except filelock.Timeout as error:
        raise DatabaseError(
            f"another process has been starting or upgrading the embedded server in {folder} "
            f"for {LOCK_SECONDS} seconds",
            advice=f"The server may be recovering: its log in {folder} tells. Wait, then run again. Only if nothing "
            f"moves, end the process that holds {path}.",
        ) from error


def _acquire(lock: filelock.BaseFileLock, folder: Path) -> filelock.AcquireReturnProxy[Any]:
    try:
        return lock.acquire(timeout=SILENT_SECONDS)
    except filelock.Timeout:
        logger.info("waiting for another process that starts or upgrades the embedded server in %s", folder)
        return lock.acquire(timeout=LOCK_SECONDS)


def open_own(path: Path, *, append: bool = False) -> IO[bytes]:
    """Open an existing file that belongs to the owner of its folder.

    Raises `DatabaseError` if it is a link, a special file or another account's, and `OSError` if it cannot be opened.
    """
    flags = os.O_RDWR | os.O_APPEND if append else os.O_RDONLY
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise _foreign(path) from error
        raise
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_uid != path.parent.stat().st_uid:
        os.close(descriptor)
        raise _foreign(path)
    return os.fdopen(descriptor, "r+b" if append else "rb")


def _foreign(path: Path) -> DatabaseError:
    return DatabaseError(
        f"the embedded server does not use {path}, which is a link or does not belong to the owner of its folder",
        advice="Find out who put it there: it could make root read or change another file. Then put the server's own "
        "file back.",
    )


def write_private_file(path: Path, text: str, account: Account) -> None:
    """Write a file that only the account and root can read, replacing it in one step.

    Raises `DatabaseError` if its folder is a link or does not belong to the account.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except NotADirectoryError as error:
        raise _foreign(path.parent) from error
    try:
        if os.fstat(folder).st_uid != account.uid:
            raise _foreign(path.parent)
        temporary = f".{path.name}.{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if account.assumed:
                os.fchown(descriptor, account.uid, account.gid)
            file.write(text)
        os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.close(folder)


def ensure_password(path: Path, account: Account) -> str:
    """Return the password in a private file, which is created with a random password if it does not exist."""
    if not path.exists():
        write_private_file(path, secrets.token_urlsafe(24) + "\n", account)
    return read_password(path)


def read_password(path: Path) -> str:
    """Return the password in a private file. Raises `DatabaseError` if it cannot be read."""
    try:
        with open_own(path) as file:
            return file.read().decode().strip()
    except OSError as error:
        raise DatabaseError(
            f"the password of the embedded server cannot be read: {error}",
            advice="Start the server as the account that it belongs to: diaspora-dw db start",
        ) from error


@contextmanager
def create_atomically(target: Path, account: Account) -> Iterator[Path]:
    """Yield an empty folder of the account's, which becomes `target` only if the block succeeds.

    Call it under the lock, because it removes what an earlier attempt left when it was killed.
    """
    prefix = f".{target.name}.new-"
    for remains in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(remains, ignore_errors=True)  # an initdb that is still dying may hold on to some of it
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix, ignore_cleanup_errors=True) as scratch:
        unfinished = Path(scratch) / target.name
        unfinished.mkdir(mode=0o700)
        account.take_ownership(Path(scratch))
        account.take_ownership(unfinished)
        yield unfinished
        unfinished.rename(target)
