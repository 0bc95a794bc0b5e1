"""Use TLS to a remote PostgreSQL, configured as for libpq: all commands respect everything after `?`."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import psycopg
import pytest
import trustme
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from tests.conftest import CallCommand


@dataclass(frozen=True)
class Remote:
    """A server that accepts no connection without TLS, the certificate of its authority, and that of another."""

    owner: dict[str, str]
    authority: Path
    stranger: Path

    def database(self, sslmode: str, authority: Path | None = None, host: str = "localhost") -> Database:
        """Return its address with what to verify; all names resolve to this machine."""
        root = f"&sslrootcert={quote(str(authority))}" if authority else ""
        return Database(
            f"postgresql://{self.owner['user']}:{self.owner['password']}@{host}:{self.owner['port']}"
            f"/{self.owner['dbname']}?sslmode={sslmode}{root}&hostaddr=127.0.0.1"
        )


@pytest.fixture(scope="module")
def remote(open_folder: Path) -> Iterator[Remote]:
    folder = open_folder / "tls"
    server = EmbeddedServer(folder / "server")
    # The binaries of the Python package know no TLS, those of a system do.
    with mock.patch("diaspora_dw.server.binaries._package", return_value=None):
        try:
            url = server.ensure_running()
        except DatabaseError as error:
            pytest.skip(f"needs a PostgreSQL installed on this system, which knows TLS: {error.message}")
        try:
            authority, stranger = trustme.CA(), trustme.CA()
            for name, certificate in (("authority.pem", authority), ("stranger.pem", stranger)):
                certificate.cert_pem.write_to_path(folder / name)
            issued = authority.issue_cert("localhost")
            _secure(server, url, issued)
            yield Remote(
                {k: str(v) for k, v in conninfo_to_dict(url).items()},
                folder / "authority.pem",
                folder / "stranger.pem",
            )
        finally:
            server.stop()


def _secure(server: EmbeddedServer, url: str, issued: trustme.LeafCert) -> None:
    """Give the server its certificate, and let it refuse connections without TLS."""
    data = server.data_folder
    key, certificate, access = data / "server.key", data / "server.crt", data / "pg_hba.conf"
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(certificate)
    for path in (key, certificate):
        path.chmod(0o600)
        shutil.chown(path, data.stat().st_uid, data.stat().st_gid)
    access.write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter system set ssl = on")
        connection.execute("select pg_reload_conf()")


def test_a_whole_run_uses_verified_tls(remote: Remote, command: CallCommand) -> None:
    database = remote.database("verify-full", remote.authority)
    done = command("run", "--offline", database=database)
    assert done.code == 0, done.err
    with database.connect("reader") as connection:
        assert connection.pgconn.ssl_in_use


def test_an_authority_that_did_not_sign_the_certificate_is_refused(
    remote: Remote, command: CallCommand
) -> None:
    done = command("status", database=remote.database("verify-full", remote.stranger))
    assert done.code == 5
    assert "certificate verify failed" in done.err


def test_a_certificate_for_another_name_is_refused(remote: Remote, command: CallCommand) -> None:
    done = command("run", database=remote.database("verify-full", remote.authority, host="db.example.org"))
    assert done.code == 5
    assert 'does not match host name "db.example.org"' in done.err


def test_a_connection_without_tls_is_refused(remote: Remote, command: CallCommand) -> None:
    done = command("status", database=remote.database("disable"))
    assert done.code == 5
    assert "no encryption" in done.err


def test_the_environment_variables_of_libpq_are_respected(remote: Remote, command: CallCommand) -> None:
    parts = remote.owner
    plain = Database(
        f"postgresql://{parts['user']}@localhost:{parts['port']}/{parts['dbname']}?hostaddr=127.0.0.1"
    )
    environment = {"PGPASSWORD": parts["password"], "PGSSLMODE": "verify-full"}
    trusting = command(
        "db", "migrate", database=plain, environment={**environment, "PGSSLROOTCERT": str(remote.authority)}
    )
    assert trusting.code == 0, trusting.err
    refusing = command(
        "db", "migrate", database=plain, environment={**environment, "PGSSLROOTCERT": str(remote.stranger)}
    )
    assert refusing.code == 5
