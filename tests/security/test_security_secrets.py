"""Look for secrets in output, in records and in lists of processes, whether a run succeeds or fails."""

import os
import subprocess
import sys
import time
import traceback
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import psycopg
import pytest
from psycopg import sql

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from tests.conftest import CallCommand, Command
from tests.publishers import Fault, answers
from tests.running.small_world import NOBODY, small_environment, small_publishers

PASSWORD = "Zugang/5ecret@%:word"
FRAGMENTS = ("5ecret", "Zugang")
"""Texts that only secrets contain."""

WEBHOOK = f"http://127.0.0.1:9/services/{FRAGMENTS[0]}"


@pytest.fixture
def secretive(database: Database) -> Iterator[Database]:
    """The database, with a login whose password is easily recognised."""
    login = f"t_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role {} login password {} in role diaspora_dw_owner, diaspora_dw_loader").format(
                sql.Identifier(login), sql.Literal(PASSWORD)
            )
        )
        parts = urlsplit(database.owner_url)
        yield Database(f"postgresql://{login}:{quote(PASSWORD, safe='')}@127.0.0.1:{parts.port}{parts.path}")
        connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(login)))
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


def assert_nothing_secret(said: str) -> None:
    for fragment in FRAGMENTS:
        assert fragment not in said


def assert_prints_no_secret(done: Command) -> None:
    assert_nothing_secret(done.out + done.err)


def everything_on_record(database: Database) -> str:
    """Return all that operators and analysts can read about runs and releases."""
    with database.connect("loader") as connection:
        return "\n".join(
            str(row)
            for table in ("ops.run", "ops.step", "ops.check_result", "dw.source_release", "dw.release_file")
            for row in connection.execute(f"select t::text from {table} as t".encode())
        )


@pytest.mark.parametrize(("status", "log_format"), [(None, "text"), (403, "json")])
def test_a_run_neither_prints_nor_stores_a_secret_whether_it_succeeds_or_fails(
    secretive: Database, command: CallCommand, tmp_path: Path, status: int | None, log_format: str
) -> None:
    faults = [Fault(answers(status), on="/v2/")] if status else []
    with small_publishers(*faults) as publisher:
        address = publisher.url.replace("http://", f"http://user:{FRAGMENTS[0]}@")
        done = command(
            "--log-format",
            log_format,
            "run",
            "--json",
            "--deadline",
            "60",
            database=secretive,
            home=tmp_path / "home",
            environment={**small_environment(tmp_path, address), "DIASPORA_DW_WEBHOOK_URL": WEBHOOK},
        )
    assert done.code == (1 if status else 0), done.err
    assert "could not be sent to the webhook at 127.0.0.1" in done.err
    assert_prints_no_secret(done)
    recorded = everything_on_record(secretive)
    assert "undesa" in recorded
    assert_nothing_secret(recorded)
    manifests = list((tmp_path / "home" / "snapshots").rglob("*.json"))
    assert manifests
    for manifest in manifests:
        assert_nothing_secret(manifest.read_text())


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://nobody:{quote(PASSWORD, safe='')}@127.0.0.1:9/none",
        f"postgresql://nobody:{PASSWORD}@127.0.0.1/none",
        f"postgresql://nobody:{FRAGMENTS[0]}%@127.0.0.1/none",
        f"postgresql://nobody@127.0.0.1/none?password={FRAGMENTS[0]}&nonsense=1",
        f"host=127.0.0.1 port=9 password={FRAGMENTS[0]}",
        f"host=127.0.0.1 port=9 password='{FRAGMENTS[0]}",
        FRAGMENTS[0],
    ],
)
def test_an_error_of_an_unreachable_database_does_not_show_its_password(address: str) -> None:
    with pytest.raises(DatabaseError) as raised, Database(address).connect():
        pass
    assert_nothing_secret("".join(traceback.format_exception(raised.value)))


def test_a_traceback_does_not_show_a_password(command: CallCommand) -> None:
    done = command("--debug", "status", database=Database(f"postgresql://nobody:{FRAGMENTS[0]}%@127.0.0.1/n"))
    assert "Traceback" in done.err
    assert_prints_no_secret(done)


def test_a_password_that_the_server_refuses_is_not_repeated(
    secretive: Database, command: CallCommand
) -> None:
    wrong = Database(secretive.owner_url.replace("word@", "words@"))
    done = command("run", database=wrong, environment=small_environment(Path(os.devnull).parent, NOBODY))
    assert done.code == 5
    assert "password authentication failed" in done.err
    assert_prints_no_secret(done)


def test_a_database_that_does_not_exist_does_not_show_the_password(
    secretive: Database, command: CallCommand
) -> None:
    done = command("status", database=Database(f"{secretive.owner_url}_none"))
    assert done.code == 5
    assert "does not exist" in done.err
    assert_prints_no_secret(done)


@pytest.mark.parametrize("arguments", [["status", "--json"], ["health"], ["db", "migrate"]])
def test_other_commands_do_not_show_a_password(
    secretive: Database, command: CallCommand, arguments: list[str]
) -> None:
    assert_prints_no_secret(command(*arguments, database=secretive))


def test_a_database_does_not_show_its_password(secretive: Database) -> None:
    assert_nothing_secret(repr(secretive))
    assert_nothing_secret(secretive.address())
    assert "sslpassword" not in Database(f"host=h sslpassword={PASSWORD}").address()


def test_psql_starts_without_the_password_in_its_arguments(secretive: Database) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "diaspora_dw", "db", "psql", "--owner"],
        env={**os.environ, "DATABASE_URL": secretive.owner_url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        shown = ""
        for _ in range(200):
            shown = " ".join(psutil.Process(process.pid).cmdline())
            if "dbname=" in shown:
                break
            time.sleep(0.05)
        out, err = process.communicate("select 'connected as ' || current_user;\n", timeout=30)
    assert "dbname=" in shown
    assert_nothing_secret(shown + err)
    assert "connected as t_" in out


def test_the_embedded_server_is_created_and_started_without_passwords_in_arguments(open_folder: Path) -> None:
    server = EmbeddedServer(open_folder / "quiet")
    seen: set[str] = set()
    starting = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from diaspora_dw.server import EmbeddedServer\n"
            "EmbeddedServer(Path(sys.argv[1])).ensure_running()",
            str(server.folder),
        ]
    )
    try:
        while starting.poll() is None:
            for process in psutil.process_iter(["cmdline"]):
                line = " ".join(process.info["cmdline"] or ())
                if str(server.folder) in line:
                    seen.add(line)
            time.sleep(0.01)
        assert starting.returncode == 0
        assert any("initdb" in line for line in seen)
        passwords = [path.read_text().strip() for path in server.folder.glob("*-password")]
        assert len(passwords) == 2
        for line in seen:
            assert not any(password in line for password in passwords)
        for path in (*server.folder.glob("*-password"), server.data_folder):
            assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"
    finally:
        starting.wait()
        server.stop()
