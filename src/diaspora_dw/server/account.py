"""The account that the server runs as, and how PostgreSQL's tools are run as that account.

PostgreSQL refuses to run as root, so root has to run it as an unprivileged account.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from diaspora_dw.errors import DatabaseError

if sys.platform != "win32":
    import pwd

ACCOUNTS_FOR_ROOT = ("diaspora-dw", "postgres", "nobody")
"""The accounts that root may run a new server as: the first that exists is used."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
"""The whole environment of PostgreSQL's tools: PG*, LANG and the like would change what they do.

LC_ALL is set because on macOS a server without a locale does not start.
"""

OLDEST_MAJOR = 15
"""The oldest major version of PostgreSQL that the warehouse works with."""

USE_ANOTHER = f"To use another PostgreSQL ({OLDEST_MAJOR} or newer) instead, set DATABASE_URL."


@dataclass(frozen=True)
class Account:
    """An account of the system. `assumed` means that this process is root and runs tools as that account."""

    name: str
    uid: int
    gid: int
    assumed: bool

    def run(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        seconds: float,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
    ) -> subprocess.CompletedProcess[str]:
        """Run a tool as this account, in a session of its own that a terminal's Ctrl-C does not reach.

        The account must be able to enter `folder`, where the tool starts: PostgreSQL's tools insist on returning
        there. Raises `OSError` if the tool cannot be executed, `DatabaseError` if it takes longer than `seconds`.
        """
        try:
            return subprocess.run(
                command,
                env=ENVIRONMENT,
                cwd=folder,
                stdin=stdin,
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
                f"{Path(command[0]).name} did not finish within {seconds:.0f} seconds in {folder}",
                advice=f"Try again when the machine is less busy. {USE_ANOTHER}",
            ) from error

    def take_ownership(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if self.assumed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose_account(folders: Iterable[Path]) -> Account:
    """Return the account to run a server as whose files are, or will be, in these folders.

    Normally this is the account of this process. Root uses the owner of the first folder that exists and is not
    root's, otherwise the first of `ACCOUNTS_FOR_ROOT`. Raises `DatabaseError` if there is none.
    """
    if os.name != "posix":
        raise DatabaseError("the embedded server does not run on this operating system", advice=USE_ANOTHER)
    user = os.geteuid()
    if user != 0:
        return _find_account(user, assumed=False)
    for folder in folders:
        if folder.is_dir() and folder.stat().st_uid != 0:
            return _find_account(folder.stat().st_uid, assumed=True)
    for name in ACCOUNTS_FOR_ROOT:
        with suppress(KeyError):
            return _find_account(pwd.getpwnam(name).pw_uid, assumed=True)
    raise DatabaseError(
        f"PostgreSQL does not run as root, and there is no account {' or '.join(ACCOUNTS_FOR_ROOT)}",
        advice=f"Create one of these accounts. {USE_ANOTHER}",
    )


def _find_account(user: int, *, assumed: bool) -> Account:
    try:
        entry = pwd.getpwuid(user)
    except KeyError as error:
        raise DatabaseError(
            f"user number {user} has no entry in the system's list of accounts, which initdb requires",
            advice=f"Run as an account that has an entry. {USE_ANOTHER}",
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, assumed)
