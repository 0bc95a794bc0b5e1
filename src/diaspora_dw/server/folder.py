"""The server's folder: its ownership, its private files, its lock, and folders that are whole or not there.

Root works in a folder that belongs to an unprivileged account: it never follows a link that lies in there.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account

LOCK_SECONDS = 300
"""How long to wait for another process that makes or starts the server: it may be recovering from a crash."""


def prepare_folder(folder: Path, account: Account) -> None:
    """Make the folder, or make it the account's. Raises `DatabaseError` where the account cannot work in it."""
    try:
        for missing in [parent for parent in reversed(folder.parents) if not parent.exists()]:
            missing.mkdir(exist_ok=True)
            if account.assumed:
                missing.chmod(0o755)  # whatever root's umask is: the account has to pass through
        folder.mkdir(mode=0o700, exist_ok=True)
        account.take(folder)
        usable = account.run(["test", "-w", folder], folder=Path("/"), seconds=10).returncode == 0
    except OSError as error:
        raise _unusable(folder, account, str(error)) from error
    if not usable:
        raise _unusable(folder, account, f"the account {account.name} cannot write there")


def _unusable(folder: Path, account: Account, reason: str) -> DatabaseError:
    return DatabaseError(
        f"the embedded server cannot use {folder}: {reason}",
        advice=f"Set DIASPORA_DW_HOME to a folder that the account {account.name} can reach and write to. "
        f"{USE_ANOTHER}",
    )


@contextmanager
def exclusively(folder: Path, account: Account) -> Iterator[None]:
    """Hold the lock on a folder, which must exist.

    Raises `DatabaseError` where another process holds it for longer than `LOCK_SECONDS`.
    """
    path = folder / "server.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if account.assumed:
            os.fchown(descriptor, account.uid, account.gid)
    finally:
        os.close(descriptor)
    try:
        with filelock.FileLock(path, timeout=LOCK_SECONDS):
            yield
    except filelock.Timeout as error:
        raise DatabaseError(
            f"another process has been starting the embedded server for {LOCK_SECONDS} seconds",
            advice=f"End the process that holds {path}.",
        ) from error


def write_private(path: Path, text: str, account: Account) -> None:
    """Write a file that only the account can read (and root), replacing it whole."""
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # of mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if account.assumed:
            os.fchown(descriptor, account.uid, account.gid)
        file.write(text)
    Path(made).replace(path)


def private_password(path: Path, account: Account) -> str:
    """The password that a private file holds; where there is no file, a new one is made up and kept."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24) + "\n", account)
    return read_password(path)


def read_password(path: Path) -> str:
    """The password that a private file holds. Raises `DatabaseError` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DatabaseError(
            f"the password of the embedded server cannot be read: {error}",
            advice="Start the server as the account that it belongs to: diaspora-dw db start",
        ) from error


@contextmanager
def made_whole(target: Path, account: Account) -> Iterator[Path]:
    """Give an empty folder of the account's to fill, which becomes `target` only if the block ends well.

    To be used under the lock: what an earlier, killed attempt has left is removed first.
    """
    prefix = f".{target.name}.new-"
    for remains in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(remains, ignore_errors=True)  # an initdb that is still dying may hold on to some of it
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix, ignore_cleanup_errors=True) as scratch:
        making = Path(scratch) / target.name
        making.mkdir(mode=0o700)
        account.take(Path(scratch))
        account.take(making)
        yield making
        making.rename(target)
