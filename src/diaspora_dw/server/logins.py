"""Create the database of the warehouse and the login for its readers."""

from psycopg import Connection, sql
from psycopg.rows import TupleRow

DATABASE = "diaspora_dw"
READER = "diaspora_dw_analyst"
READER_ROLE = "diaspora_dw_reader"
"""The group whose members may read the warehouse. Migrations create it."""

READER_ISOLATION = "repeatable read"
"""Let every statement see one moment.

At PostgreSQL's default level a statement is planned first and reads rows of a later moment. If a release becomes
current in between, it is looked for among the partitions of before, and the answer is empty.
"""

READER_STATEMENT_SECONDS = 60

READER_CONNECTIONS = 40
"""Of the server's 50 connections, so that BI tools leave some to the nightly run."""

READER_SESSION = {
    "search_path": "mart, public",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": READER_ISOLATION,
    "statement_timeout": f"{READER_STATEMENT_SECONDS}s",
}
READER_SETTINGS = READER_SESSION | {
    "idle_in_transaction_session_timeout": "60s",
    "temp_file_limit": "2GB",  # the only one that the reader cannot lift
}
"""The settings of the readers' login.

An open transaction locks what it has read, so that upgrades wait for it and old releases cannot be removed. A session
without a transaction locks nothing, and may be idle for as long as a BI tool likes.
"""

_READY = """
    select
        to_regrole(%(login)s) is not null
        and (
            to_regrole(%(role)s) is null
            or exists (
                select from pg_auth_members where roleid = to_regrole(%(role)s) and member = to_regrole(%(login)s)
            )
        )
"""


def reader_is_ready(connection: Connection[TupleRow]) -> bool:
    """Return whether the login exists and, once the readers' role exists, is a member of it."""
    return connection.execute(_READY, {"login": READER, "role": READER_ROLE}).fetchone() == (True,)


def create_database(connection: Connection[TupleRow]) -> None:
    """Create the warehouse's database if it does not exist; the connection must be in autocommit."""
    found = connection.execute("select from pg_database where datname = %s", (DATABASE,))
    if found.fetchone() is None:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def create_reader(connection: Connection[TupleRow], password: str) -> None:
    """Create or repair the readers' login: its password, settings, and membership once the role exists."""
    login = sql.Identifier(READER)
    digest = connection.pgconn.encrypt_password(password.encode(), READER.encode(), b"scram-sha-256").decode()
    with connection.transaction():
        if not _role_exists(connection, READER):
            connection.execute(sql.SQL("create role {}").format(login))
        connection.execute(
            sql.SQL(
                "alter role {} with login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls "
                "connection limit {} password {}"
            ).format(login, sql.Literal(READER_CONNECTIONS), sql.Literal(digest))
        )
        for name, value in READER_SETTINGS.items():
            connection.execute("select set_config(%s, %s, true)", (name, value))
            connection.execute(
                sql.SQL("alter role {} set {} from current").format(login, sql.Identifier(name))
            )
        if _role_exists(connection, READER_ROLE):
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(READER_ROLE), login))


def _role_exists(connection: Connection[TupleRow], name: str) -> bool:
    return connection.execute("select to_regrole(%s) is not null", (name,)).fetchone() == (True,)
