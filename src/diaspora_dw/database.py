"""Connections to the warehouse: whose server, in which role, with which limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.settings import Settings

Role = Literal["owner", "loader", "reader"]
OLDEST_SERVER = 150_000
CONNECT_SECONDS = 10
READER_STATEMENT_SECONDS = 60

Connection = psycopg.Connection[TupleRow]


def sqlalchemy_url(url: str) -> str:
    """The same address, for SQLAlchemy with psycopg 3."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise DatabaseError(
            "DATABASE_URL is not an address of the form postgresql://user@host/database",
            advice="Write it in that form; a password may stand in it or in libpq's password file.",
        )
    return f"postgresql+psycopg://{rest}"


@dataclass(frozen=True)
class Database:
    """A PostgreSQL with the warehouse in it, or about to have it.

    `owner_url` is the login that commands use, and takes roles with SET ROLE; `reader_url` is a login that
    can only read, where there is one of its own.
    """

    owner_url: str
    reader_url: str | None = None
    server: EmbeddedServer | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Database":
        """The database of the settings: `DATABASE_URL`, or the embedded server, started if need be."""
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
            return cls(url.replace("postgresql+psycopg://", "postgresql://", 1))
        server = EmbeddedServer(settings.server_folder)
        return cls(server.ensure_running(), server.url("reader"), server)

    @classmethod
    def from_environment(cls) -> "Database":
        """The database that the environment asks for."""
        return cls.open(Settings())

    @contextmanager
    def connect(self, role: Role | None = None, *, autocommit: bool = False) -> Iterator[Connection]:
        """A connection in a role, closed at the end; without one, as the login itself.

        Raises `DatabaseError` where there is no server, no login or no such role.
        """
        url = self.reader_url if role == "reader" and self.reader_url else self.owner_url
        with _connected(url) as connection:
            connection.autocommit = True
            if role is not None and url is self.owner_url:
                _take_role(connection, role)
            if role == "reader":
                connection.execute("set default_transaction_read_only = on")
                connection.execute(f"set statement_timeout = '{READER_STATEMENT_SECONDS}s'")
            connection.autocommit = autocommit
            yield connection

    def described(self, *, as_reader: bool = False) -> str:
        """The address without its password, for people and logs."""
        url = self.reader_url if as_reader and self.reader_url else self.owner_url
        parts = conninfo_to_dict(url)
        parts.pop("password", None)
        return make_conninfo("", **parts)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    settings: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "diaspora-dw",
        "options": "-c timezone=UTC -c client_min_messages=warning",
    }
    for given in conninfo_to_dict(url).keys() & settings.keys():
        del settings[given]
    try:
        connection = psycopg.connect(url, **settings)
    except psycopg.OperationalError as error:
        raise DatabaseError(
            f"the database cannot be reached: {str(error).strip()}",
            advice="Check DATABASE_URL, or unset it to use the embedded server (diaspora-dw db status).",
        ) from error
    with connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise DatabaseError(
                f"the server is PostgreSQL {connection.info.server_version // 10_000}, too old",
                advice="PostgreSQL 15 or newer is needed.",
            )
        yield connection


def _take_role(connection: Connection, role: Role) -> None:
    try:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(f"diaspora_dw_{role}")))
    except psycopg.errors.InvalidParameterValue as error:
        raise DatabaseError(
            f"the database has no role diaspora_dw_{role} yet", advice="Run: diaspora-dw db migrate"
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"the login {connection.info.user} may not act as diaspora_dw_{role}",
            advice=f'Let an administrator run: grant diaspora_dw_{role} to "{connection.info.user}"',
        ) from error
