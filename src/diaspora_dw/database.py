"""Connections to the warehouse: whose server, in which role, with which limits."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.logins import READER_ISOLATION
from diaspora_dw.settings import Settings

Role = Literal["owner", "loader", "reader"]
OLDEST_SERVER = 150_000
READER_STATEMENT_SECONDS = 60

CONNECTING = {
    "connect_timeout": 10,
    "application_name": "diaspora-dw",
    # A server that fell silent, its machine switched off or the network gone, is noticed within a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How libpq connects, unless the address says otherwise."""

SESSION = {
    "timezone": "UTC",
    "client_min_messages": "warning",
    # Who waits behind somebody's lock gives up, or every reader that comes after would queue behind the wait.
    "lock_timeout": "60s",
    # A whole load takes seconds: what takes an hour hangs.
    "statement_timeout": "1h",
    "idle_in_transaction_session_timeout": "10min",
}
"""The settings of every session, unless the `options` of the address say otherwise; the reader's are tighter."""

CLIENT_CHECK = "10s"
"""How soon the server notices that a killed client is gone, and ends the statement it was at."""

SECRET_PARTS = ("password", "sslpassword", "oauth_client_secret")
"""The parts of an address that nobody is to see."""

LOST = ("08", "57P")
"""The classes of errors with which a connection ends: it broke, or the server or an operator ended it."""

WHO_HOLDS_IT_UP = "See in pg_stat_activity and pg_locks who holds it up; then run again."
DOES_NOT_FIT = "What came does not fit the warehouse's tables. What was loaded before stays in use."
ADVICE: dict[type[psycopg.Error], str] = {
    psycopg.errors.DiskFull: "Free space where the server keeps its files, then run again.",
    psycopg.errors.LockNotAvailable: WHO_HOLDS_IT_UP,
    psycopg.errors.QueryCanceled: WHO_HOLDS_IT_UP,
    psycopg.DataError: DOES_NOT_FIT,
    psycopg.IntegrityError: DOES_NOT_FIT,
}
OTHER_ADVICE = "Run again; if it comes back, --debug shows where, and the server's log may say more."

Connection = psycopg.Connection[TupleRow]


def address_parts(url: str) -> dict[str, Any]:
    """The parts of an address as libpq reads it, by its own names.

    Raises `DatabaseError`, without libpq's own words: they can hold pieces of a password.
    """
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise DatabaseError(
            "DATABASE_URL is not an address that PostgreSQL's library can read",
            advice="Write postgresql://user:password@host:5432/database?sslmode=verify-full; in a password, "
            "@ is written %40, / %2F, : %3A and % %25.",
        ) from None


def without_secrets(url: str) -> str:
    """The address fit to be shown: without passwords."""
    parts = address_parts(url)
    return make_conninfo("", **{name: value for name, value in parts.items() if name not in SECRET_PARTS})


@dataclass(frozen=True)
class Database:
    """A PostgreSQL with the warehouse in it, or about to have it.

    `owner_url` is the login that commands use, and takes roles with SET ROLE; `reader_url` is a login that
    can only read, where there is one of its own.
    """

    owner_url: str = field(repr=False)
    reader_url: str | None = field(default=None, repr=False)
    server: EmbeddedServer | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Database":
        """The database of the settings: `DATABASE_URL`, or the embedded server, started if need be."""
        if settings.database_url is not None:
            url = settings.database_url
            url = url.replace("postgresql+psycopg://", "postgresql://", 1)
            address_parts(url)
            return cls(url)
        server = EmbeddedServer(settings.server_folder)
        return cls(server.ensure_running(), server.url("reader"), server)

    @classmethod
    def running(cls, settings: Settings) -> "Database":
        """The database of the settings as it stands: an embedded server is not started.

        Raises `DatabaseError` where it does not run.
        """
        if settings.database_url is None and not EmbeddedServer(settings.server_folder).status().running:
            raise DatabaseError("the embedded server is not running", advice="Start it: diaspora-dw db start")
        return cls.open(settings)

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
        with open_connection(url) as connection:
            connection.autocommit = True
            if role is not None and url is self.owner_url:
                _take_role(connection, role)
            if role == "reader":
                connection.execute("set default_transaction_read_only = on")
                connection.execute(f"set default_transaction_isolation = '{READER_ISOLATION}'")
                connection.execute(f"set statement_timeout = '{READER_STATEMENT_SECONDS}s'")
            _notice_lost_client(connection)
            connection.autocommit = autocommit
            try:
                yield connection
            except psycopg.OperationalError as error:
                if not connection.broken:
                    raise
                raise lost_connection(error) from error

    def described(self, *, as_reader: bool = False) -> str:
        """The address without its password, for people and logs."""
        url = self.reader_url if as_reader and self.reader_url else self.owner_url
        return without_secrets(url)


def open_connection(url: str) -> Connection:
    """Connect as libpq does: files of passwords, services and certificates, and every `sslmode`, count.

    Raises `DatabaseError` where there is no server, no login, or a server that is too old.
    """
    given = address_parts(url)
    defaults: dict[str, Any] = {name: value for name, value in CONNECTING.items() if name not in given}
    settings = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    options = f"{settings} {given.get('options', '')}".strip()
    try:
        connection = psycopg.connect(url, **defaults, options=options)
    except psycopg.OperationalError as error:
        raise DatabaseError(
            f"the database cannot be reached: {str(error).strip()}",
            advice="Check DATABASE_URL, or unset it to use the embedded server (diaspora-dw db status).",
        ) from error
    if connection.info.server_version < OLDEST_SERVER:
        connection.close()
        raise DatabaseError(
            f"the server is PostgreSQL {connection.info.server_version // 10_000}, too old",
            advice="PostgreSQL 15 or newer is needed.",
        )
    return connection


def explained(error: psycopg.Error) -> DatabaseError:
    """What an error of the database means to whoever needed what was asked of it."""
    # An error that comes without a code comes from the client's library, which has lost the server.
    if isinstance(error, psycopg.OperationalError) and (
        not error.sqlstate or error.sqlstate.startswith(LOST)
    ):
        return lost_connection(error)
    advice = next((words for kind, words in ADVICE.items() if isinstance(error, kind)), OTHER_ADVICE)
    return DatabaseError(f"the database could not do it: {str(error).strip()}", advice=advice)


def lost_connection(error: psycopg.Error) -> DatabaseError:
    """What the loss of a connection means to whoever was using it."""
    return DatabaseError(
        f"the connection to the database was lost: {str(error).strip()}",
        advice="Nothing half done is visible. When the server is back, run again: that goes on from there.",
    )


def _notice_lost_client(connection: Connection) -> None:
    with suppress(psycopg.errors.InvalidParameterValue):  # not every server's system can tell
        connection.execute(
            "select set_config('client_connection_check_interval', %s, false)", (CLIENT_CHECK,)
        )


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
