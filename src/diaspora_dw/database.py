"""Connections to the warehouse: to which server, in which role, with which limits."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.account import OLDEST_MAJOR
from diaspora_dw.server.log import FREE_SPACE
from diaspora_dw.server.logins import READER_ROLE, READER_SESSION
from diaspora_dw.server.port import CONNECTION
from diaspora_dw.server.server import FREE_A_CONNECTION, NO_FREE_CONNECTION
from diaspora_dw.settings import Settings

Role = Literal["owner", "loader", "reader"]

CONNECTION_DEFAULTS = {
    "connect_timeout": 10,
    "application_name": "diaspora-dw",
    # If the server's machine is switched off or the network fails, that is noticed within a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How libpq connects, unless the address says otherwise."""

SESSION_DEFAULTS = {
    "timezone": "UTC",
    "client_min_messages": "warning",
    # A statement that waits for a lock gives up, or every later reader would queue behind it.
    "lock_timeout": "60s",
    # A whole load takes seconds, so a statement of an hour hangs.
    "statement_timeout": "1h",
    "idle_in_transaction_session_timeout": "10min",
    # Servers that can compile queries took four seconds over those of a release that then ran in half a second.
    "jit": "off",
}
"""The settings of every session, unless the `options` of the address say otherwise. The reader's are tighter."""

CLIENT_CHECK = "10s"
"""How soon the server notices that a client was killed, and cancels its statement."""

SET = "select set_config(%s, %s, false)"

FIND_BLOCKER = "Look in pg_stat_activity and pg_locks for the session that blocks it, then run again."
DOES_NOT_FIT = "The data do not fit the warehouse's tables. What was loaded before stays in use."
OTHER_VERSION = "The database is of another version of diaspora-dw. Run: diaspora-dw db migrate"
ADVICE: dict[type[psycopg.Error], str] = {
    psycopg.errors.DiskFull: "Free space on the database server's disk, then run again.",
    psycopg.errors.LockNotAvailable: FIND_BLOCKER,
    psycopg.errors.ReadOnlySqlTransaction: (
        "The server is read-only: it is a replica, or was set to be so. Set DATABASE_URL to the primary server, which "
        "replicas follow."
    ),
    psycopg.errors.QueryCanceled: (
        "Ask for less, such as one year or one country. If that does not help, see in pg_stat_activity and pg_locks "
        "what blocks the statement."
    ),
    psycopg.DataError: DOES_NOT_FIT,
    psycopg.IntegrityError: DOES_NOT_FIT,
    psycopg.errors.UndefinedColumn: OTHER_VERSION,
    psycopg.errors.UndefinedFunction: OTHER_VERSION,
    psycopg.errors.UndefinedTable: (
        "If nothing has been loaded yet, run: diaspora-dw run. If something has, the database is of another version of "
        "diaspora-dw: run diaspora-dw db migrate"
    ),
}
CHECK_URL = "Check DATABASE_URL, or unset it to use the embedded server (diaspora-dw db status)."
CONNECTION_ADVICE = {
    NO_FREE_CONNECTION: FREE_A_CONNECTION,
    r"authentication method requirement": (
        "Another program may be listening on the server's port, or the server's pg_hba.conf was changed. See the port "
        "and the log of the embedded server: diaspora-dw db status"
    ),
    r"the database system is": "Wait until the server accepts connections, then run again.",
    r"password authentication failed|no password supplied|role .* does not exist": (
        "Check the user and the password: in DATABASE_URL, PGPASSWORD or libpq's password file. In an address, write @ "
        "as %40, / as %2F, : as %3A and % as %25."
    ),
    r"database .* does not exist": (
        "Check the name of the database at the end of DATABASE_URL, or create the database: createdb NAME"
    ),
    r"is not permitted to log in|no pg_hba\.conf entry|permission denied for database": (
        "Ask the server's administrator to let this user connect from this machine to this database."
    ),
    r"resolve host|translate host name": "Check the host in DATABASE_URL, and that this machine has a network.",
    r"Connection refused|No such file or directory": (
        "No server listens there. Start it, or check host and port in DATABASE_URL. Without DATABASE_URL the embedded "
        "server is used (diaspora-dw db status)."
    ),
    r"timeout expired|[Uu]nreachable|No route to host": (
        "The server does not answer. Check host and port in DATABASE_URL, and the network and its firewalls."
    ),
    r"unsupported startup parameter": (
        "Let PgBouncer ignore it: ignore_startup_parameters = options, extra_float_digits"
    ),
    r"SSL|certificate": "Check sslmode and sslrootcert in DATABASE_URL, and that the server offers TLS.",
}
"""What to do about a failed attempt to connect, by libpq's or the server's words for it."""

ENCODING = "UTF8"
"""The one encoding that holds every name."""

NOTHING_HALF_DONE = "Nothing half-done is visible."
OTHER_ADVICE = "Run again. If the error returns, add --debug to see where, and read the server's log."

Connection = psycopg.Connection[TupleRow]


def address_parts(url: str) -> dict[str, Any]:
    """Return the parts of an address as libpq reads it, by libpq's names.

    Raises `DatabaseError` without libpq's own message, which can contain pieces of a password.
    """
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise DatabaseError(
            "DATABASE_URL is not a valid PostgreSQL address",
            advice="Write postgresql://user:password@host:5432/database?sslmode=verify-full; in a password, "
            "write @ as %40, / as %2F, : as %3A and % as %25.",
        ) from None


def without_secrets(url: str) -> str:
    """Return the address without its passwords, for people, logs and lists of processes."""
    secrets = {"password", "sslpassword", "oauth_client_secret"}
    return make_conninfo(**{name: part for name, part in address_parts(url).items() if name not in secrets})


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database that holds the warehouse or is about to.

    Commands use the login of `owner_url` and take roles with SET ROLE. `reader_url` is the login that can only
    read; it is None if there is no such login.
    """

    owner_url: str = field(repr=False)
    reader_url: str | None = field(default=None, repr=False)
    server: EmbeddedServer | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Database":
        """Return the database of `DATABASE_URL`, or that of the embedded server, started if necessary."""
        if settings.database_url is not None:
            url = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
            address_parts(url)
            return cls(url)
        server = EmbeddedServer(settings.server_folder)
        return cls(server.ensure_running(), server.url("reader"), server)

    @staticmethod
    def is_to_be_created(settings: Settings) -> bool:
        """Return whether `open` has yet to create the embedded server. If so, its folder is there afterwards."""
        return settings.database_url is None and EmbeddedServer(settings.server_folder).prepare()

    @classmethod
    def running(cls, settings: Settings) -> "Database":
        """Return the database as `open` does, but raise `DatabaseError` if the embedded server is not running."""
        if settings.database_url is None and not EmbeddedServer(settings.server_folder).status().running:
            raise DatabaseError(
                f"the embedded server in {settings.server_folder} is not running",
                advice="Start it: diaspora-dw db start",
            )
        return cls.open(settings)

    def log_in(self, *, as_reader: bool = False) -> Connection:
        """Connect as the login itself, or as that of the readers. Raises `DatabaseError` as `open_connection` does."""
        url = self.reader_url if as_reader and self.reader_url else self.owner_url
        return open_connection(url, CONNECTION if self.server else {})

    @contextmanager
    def connect(self, role: Role | None = None, *, autocommit: bool = False) -> Iterator[Connection]:
        """Yield a connection in a role, or as the login itself, and close it at the end.

        Raises `DatabaseError` if there is no server, no login or no such role, if the connection is lost, or if a
        pooler shares sessions and the role is not the reader's.
        """
        as_reader = role == "reader" and self.reader_url is not None
        with self.log_in(as_reader=as_reader) as connection:
            connection.autocommit = True
            if role == "reader" and self._shares_sessions(connection):
                _limit_transactions(connection)
            else:
                if role is not None and not as_reader:
                    self.require_own_session(connection)
                    _set_role(connection, role)
                if role == "reader":
                    for setting in READER_SESSION.items():
                        connection.execute(SET, setting)
            with suppress(psycopg.errors.InvalidParameterValue):  # not every server's system supports it
                connection.execute(SET, ("client_connection_check_interval", CLIENT_CHECK))
            connection.autocommit = autocommit
            try:
                yield connection
            except psycopg.OperationalError as error:
                if not connection.broken:
                    raise
                raise self.lost_connection(error) from error

    def lost_connection(self, error: psycopg.Error) -> DatabaseError:
        """Return the loss of a connection as an error that says what to do next."""
        if self.server and (reason := self.server.full_disk()):
            return DatabaseError(
                f"the embedded server ended: {reason}", advice=f"{NOTHING_HALF_DONE} {FREE_SPACE}"
            )
        return _lost_connection(error)

    def reader_conninfo(self) -> str:
        """Return how another client that is built on libpq connects as `connect("reader")` does, password included."""
        url = self.reader_url or self.owner_url
        session = READER_SESSION if self.reader_url else {**READER_SESSION, "role": READER_ROLE}
        return make_conninfo(url, **_connection_parameters(url, CONNECTION if self.server else {}, session))

    def require_own_session(self, connection: Connection) -> None:
        """Raise `DatabaseError` if the session could lose its role and its locks to another client of a pooler."""
        if self._shares_sessions(connection):
            raise DatabaseError(
                f"the pooler at {without_secrets(self.owner_url)} lends one session to many clients, so locks and "
                "roles do not last",
                advice="Set DATABASE_URL to the server itself. A pooler in transaction mode is for readers alone.",
            )

    def _shares_sessions(self, connection: Connection) -> bool:
        """Return whether another client gets the session when it is idle, as from PgBouncer in transaction mode.

        A pooler gives libpq another process number than the server's own, so without one there is nobody to share with.
        Behind one, a second client gets the idle session, unless others are faster: then the first loses it to them.
        """
        pid = _process_number(connection)
        if pid == connection.info.backend_pid:
            return False
        with self.log_in() as second:
            return pid == _process_number(second) or pid != _process_number(connection)

    def address(self) -> str:
        """Return the address that readers use, without its password, for people and logs."""
        return without_secrets(self.reader_url or self.owner_url)


def open_connection(url: str, required: Mapping[str, Any] = MappingProxyType({})) -> Connection:
    """Connect as libpq does, with its files of passwords, services and certificates and every `sslmode`.

    The parameters in `required` prevail over the address and libpq's environment.

    Raises `DatabaseError` if there is no server, no login, the server is too old, or its text is not Unicode.
    """
    try:
        connection = psycopg.connect(url, **_connection_parameters(url, required, {}))
    except psycopg.OperationalError as error:
        raise _failed_connection(error) from error
    major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        connection.close()
        raise DatabaseError(
            f"the server at {without_secrets(url)} is PostgreSQL {major}, which is too old",
            advice=f"Use PostgreSQL {OLDEST_MAJOR} or newer.",
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in {ENCODING, None}:  # a pooler may not say
        name = connection.info.dbname
        connection.close()
        raise DatabaseError(
            f"the database {name} has the encoding {encoding}, which cannot hold the names of all countries",
            advice=f"Create another, and name it in DATABASE_URL: create database NAME template template0 "
            f"encoding '{ENCODING}'",
        )
    return connection


def _connection_parameters(
    url: str, required: Mapping[str, Any], session: Mapping[str, str]
) -> dict[str, Any]:
    """Return what is added to an address: our defaults, what is required, and settings of the session."""
    parts = address_parts(url)
    defaults = {name: value for name, value in CONNECTION_DEFAULTS.items() if name not in parts}
    options = [_options(SESSION_DEFAULTS), parts.get("options", ""), _options(session)]
    return {**defaults, **required, "options": " ".join(filter(None, options))}


def _options(settings: Mapping[str, str]) -> str:
    """Return settings as an address has them in `options`."""
    return " ".join(f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in settings.items())


def _failed_connection(error: psycopg.OperationalError) -> DatabaseError:
    """Return a failed attempt to connect as an error that says what to do next.

    Before there is a session, libpq has no SQLSTATE, only a text. A server that speaks another language than English
    gets the general advice.
    """
    text = " ".join(str(error).removeprefix("connection failed: ").split())
    problem = "the server rejected the connection" if "FATAL:" in text else "the database cannot be reached"
    advice = next(
        (advice for pattern, advice in CONNECTION_ADVICE.items() if re.search(pattern, text)), CHECK_URL
    )
    return DatabaseError(f"{problem}: {text}", advice=advice)


def explain(error: psycopg.Error) -> DatabaseError:
    """Return an error of the database as one that says what to do next."""
    # Class 08: the connection broke. 57P: the server or an operator ended it. None: the client library lost the server.
    code = error.sqlstate
    if isinstance(error, psycopg.OperationalError) and (not code or code.startswith(("08", "57P"))):
        return _lost_connection(error)
    advice = next((advice for kind, advice in ADVICE.items() if isinstance(error, kind)), OTHER_ADVICE)
    return DatabaseError(f"a statement failed in the database: {str(error).strip()}", advice=advice)


def _lost_connection(error: psycopg.Error) -> DatabaseError:
    reason = " ".join(str(error).split())  # libpq breaks and indents it
    return DatabaseError(
        f"the connection to the database was lost: {reason}",
        advice=f"{NOTHING_HALF_DONE} When the server is back, run again to continue from there.",
    )


def _process_number(connection: Connection) -> int:
    """Return the number of the server's process that answers, which a pooler can change between transactions."""
    ((number,),) = connection.execute("select pg_backend_pid()").fetchall()
    return int(number)


def _limit_transactions(connection: Connection) -> None:
    """Make a session that others use in between safe to read in: what it needs is said with every transaction."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.prepare_threshold = None  # a statement prepared here would be missing in the next session


def _set_role(connection: Connection, role: Role) -> None:
    try:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(f"diaspora_dw_{role}")))
    except psycopg.errors.InvalidParameterValue as error:
        raise DatabaseError(
            f"the database {connection.info.dbname} has no role diaspora_dw_{role} yet",
            advice="Run: diaspora-dw db migrate",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"the login {connection.info.user} may not act as diaspora_dw_{role}",
            advice=f'Ask an administrator to run: grant diaspora_dw_{role} to "{connection.info.user}"',
        ) from error
