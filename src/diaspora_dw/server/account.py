"""The account that the server runs as, and its tools run as that account in an environment of their own.

PostgreSQL refuses to run as root, so root has to step down to an unprivileged account.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from diaspora_dw.errors import DatabaseError

if sys.platform != "win32":
    import pwd

ACCOUNTS_FOR_ROOT = ("diaspora-dw", "postgres", "nobody")
"""What root runs the server as where no folder decides it: the first that exists."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
"""All that PostgreSQL's tools see: PG*, LANG and the like would change where they connect and what they make.

LC_ALL is there for macOS, where a server without a locale of its own does not start.
"""

USE_ANOTHER = "Set DATABASE_URL to a PostgreSQL 15 or newer to do without the embedded server."


@dataclass(frozen=True)
class Account:
    """An account of the system; `assumed` where this process is root and has to become it."""

    name: str
    uid: int
    gid: int
    assumed: bool

    def run(
        self, command: Sequence[str | Path], *, folder: Path, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a tool as this account, in a session of its own that a terminal's Ctrl-C does not reach.

        It starts in `folder`, which this account must be able to enter: PostgreSQL's tools insist on coming
        back to where they started. Raises `OSError` where the tool cannot be executed, and `DatabaseError`
        where it takes longer than `seconds`.
        """
        try:
            return subprocess.run(
                command,
                env=ENVIRONMENT,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=seconds,
                start_new_session=True,
                user=self.uid if self.assumed else None,
                group=self.gid if self.assumed else None,
                extra_groups=[] if self.assumed else None,
            )
        except subprocess.TimeoutExpired as error:
            raise DatabaseError(
                f"{Path(command[0]).name} did not end within {seconds:.0f} seconds", advice=USE_ANOTHER
            ) from error

    def take(self, path: Path) -> None:
        """Make a file or folder this account's own, if this process is another."""
        if self.assumed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(folders: Iterable[Path]) -> Account:
    """The account to run a server as whose files are, or will be, in these folders.

    That is this process's own account; under root the owner of the first of the folders that exists and is
    not root's, else the first of `ACCOUNTS_FOR_ROOT`. Raises `DatabaseError` where there is none.
    """
    if os.name != "posix":
        raise DatabaseError("there is no embedded server for this operating system", advice=USE_ANOTHER)
    user = os.geteuid()
    if user != 0:
        return _of_user(user, assumed=False)
    for folder in folders:
        if folder.is_dir() and folder.stat().st_uid != 0:
            return _of_user(folder.stat().st_uid, assumed=True)
    existing = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    for name in ACCOUNTS_FOR_ROOT:
        if name in existing:
            return _of_user(existing[name], assumed=True)
    raise DatabaseError(
        f"PostgreSQL does not run as root, and there is no account {' or '.join(ACCOUNTS_FOR_ROOT)}",
        advice=f"Create one of them. {USE_ANOTHER}",
    )


def _of_user(user: int, *, assumed: bool) -> Account:
    try:
        entry = pwd.getpwuid(user)
    except KeyError as error:
        raise DatabaseError(
            f"user number {user} has no entry in the system's list of accounts, and initdb demands one",
            advice=f"Run as an account that has one. {USE_ANOTHER}",
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, assumed)
