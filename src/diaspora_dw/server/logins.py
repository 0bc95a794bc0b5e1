"""The database of the warehouse and the login of its readers, made where they are missing."""

from psycopg import Connection, sql
from psycopg.rows import TupleRow

DATABASE = "diaspora_dw"
READER = "diaspora_dw_analyst"
READER_ROLE = "diaspora_dw_reader"
"""The group whose members may read the warehouse; migrations make it."""

READER_ISOLATION = "repeatable read"
"""One moment for all of a statement.

At the usual level a statement is planned first and looks second, at the rows of a later moment: a release that
becomes current in between is then looked for among the partitions of before, and the answer is empty.
"""

READER_SETTINGS = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": READER_ISOLATION,
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}

_IN_ORDER = """
    select
        exists (select from pg_roles where rolname = %(login)s)
        and not exists (
            select
            from pg_roles as g
            where
                g.rolname = %(role)s
                and not exists (
                    select
                    from pg_auth_members as m
                    inner join pg_roles as r on m.member = r.oid
                    where m.roleid = g.oid and r.rolname = %(login)s
                )
        )
"""


def reader_is_in_order(connection: Connection[TupleRow]) -> bool:
    """Whether the login exists, and is a member of the readers' role if there is one yet."""
    row = connection.execute(_IN_ORDER, {"login": READER, "role": READER_ROLE}).fetchone()
    return row == (True,)


def create_database(connection: Connection[TupleRow]) -> None:
    """Make the warehouse's database where it is missing; the connection is one in autocommit."""
    row = connection.execute(
        "select exists (select from pg_database where datname = %s)", (DATABASE,)
    ).fetchone()
    if row == (False,):
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def create_reader(connection: Connection[TupleRow], password: str) -> None:
    """Make or repair the readers' login: its password, its settings, its membership if there is the role."""
    login = sql.Identifier(READER)
    digest = connection.pgconn.encrypt_password(password.encode(), READER.encode(), b"scram-sha-256").decode()
    with connection.transaction():
        row = connection.execute(
            "select exists (select from pg_roles where rolname = %s)", (READER,)
        ).fetchone()
        if row == (False,):
            connection.execute(sql.SQL("create role {}").format(login))
        connection.execute(
            sql.SQL(
                "alter role {} with login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls "
                "password {}"
            ).format(login, sql.Literal(digest))
        )
        for name, value in READER_SETTINGS.items():
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(login, sql.Identifier(name), value)
            )
        row = connection.execute(
            "select exists (select from pg_roles where rolname = %s)", (READER_ROLE,)
        ).fetchone()
        if row == (True,):
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(READER_ROLE), login))
