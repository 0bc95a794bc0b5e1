"""Bring a database's schema to this version: migrations first, then functions, views and comments."""

from typing import TYPE_CHECKING

import psycopg

from diaspora_dw.database import Connection, Database, explain
from diaspora_dw.errors import DatabaseError, UsageError
from diaspora_dw.resources import MIGRATIONS_FOLDER

if TYPE_CHECKING:
    from sqlalchemy import Engine

MIGRATION_LOCK = 7_362_002
"""The number of the advisory lock that is held while the schema is changed. It has no meaning."""


def newest_revision() -> str:
    """Return the revision that this version of the code needs: migrations are numbered, the highest is the head."""
    return max(path.name[:4] for path in MIGRATIONS_FOLDER.glob("versions/[0-9][0-9][0-9][0-9]_*.py"))


def current_revision(database: Database) -> str | None:
    """Return the revision that the database is at, or None if it holds no warehouse yet."""
    with database.connect() as connection:
        try:
            if connection.execute("select to_regclass('ops.alembic_version')").fetchone() == (None,):
                return None
            row = connection.execute("select version_num from ops.alembic_version").fetchone()
        except psycopg.errors.InsufficientPrivilege as error:
            raise DatabaseError(
                f"the login {connection.info.user} may not read the schema ops",
                advice="Use a login that is a member of diaspora_dw_loader or of diaspora_dw_owner.",
            ) from error
        return row[0] if row else None


def require_warehouse(database: Database) -> None:
    """Raise `DatabaseError` if the database holds no warehouse yet."""
    if current_revision(database) is None:
        raise DatabaseError("the database holds no warehouse yet", advice="Run: diaspora-dw run")


def provision(database: Database) -> list[str]:
    """Migrate if necessary and install the views that changed; return what was done, in words.

    Commands that do this at the same time wait for each other, and the later ones find nothing left to do. Raises
    `DatabaseError` if the database is newer than the code, or the login may not change it.
    """
    # Importing the models takes a third of a second, and commands that only read the revision do not need them.
    from diaspora_dw import installing  # noqa: PLC0415

    newest = newest_revision()
    if current_revision(database) == newest and not (
        installing.stale_objects(database) or installing.obsolete_views(database)
    ):
        return []
    done: list[str] = []
    with database.connect(autocommit=True) as connection:
        database.require_own_session(connection)
        _lock_schema(connection)
        revision = current_revision(database)
        if revision is not None and revision > newest:
            raise DatabaseError(
                f"the database is at revision {revision}, newer than this version of diaspora-dw ({newest})",
                advice="Upgrade diaspora-dw, or restore a backup of the database from before.",
            )
        if revision != newest:
            migrate(database)
            done.append(f"migrated from {revision or 'nothing'} to {newest}")
        installed, dropped = installing.install(database)
        if installed:
            done.append(f"installed views and functions: {len(installed)}")
        if dropped:
            done.append(f"dropped {', '.join(dropped)}")
    if done and database.server is not None:
        database.server.grant_reader()
    return done


def _lock_schema(connection: Connection) -> None:
    """Wait for other commands that change the schema, in a database that may have no table to lock.

    Any login may hold the advisory lock, so if it is not released in time, the error names the session that holds it.
    """
    try:
        connection.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
    except psycopg.errors.LockNotAvailable as error:
        row = connection.execute(
            """
            select a.usename, a.pid from pg_locks as l inner join pg_stat_activity as a using (pid)
            where l.locktype = 'advisory' and l.objid::bigint = %s and l.granted
            """,
            (MIGRATION_LOCK,),
        ).fetchone()
        if row is None:  # it was released just now
            raise
        login, pid = row
        raise DatabaseError(
            f"the schema cannot be upgraded, because a session of the login {login} (server process {pid}) holds the "
            "lock of upgrades",
            advice=f"If that is an upgrade, wait until it has finished. If not: select pg_terminate_backend({pid})",
        ) from error


def engine_of(database: Database) -> "Engine":
    """Return an engine that connects as everything else does: SQLAlchemy would read the address its own way."""
    from sqlalchemy import create_engine, pool  # noqa: PLC0415

    return create_engine("postgresql+psycopg://", creator=database.log_in, poolclass=pool.NullPool)


def migrate(database: Database, target: str = "head") -> None:
    """Run the migrations up to a revision, or down to an earlier one.

    Raises `DatabaseError`, or `UsageError` if there is no such revision.
    """
    from alembic import command  # noqa: PLC0415 - half a second that a warehouse of this version does not need
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415
    from sqlalchemy import exc  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    current = current_revision(database)
    try:
        with engine_of(database).connect() as connection:
            config.attributes["connection"] = connection
            if target != "head" and current is not None and (target == "base" or target < current):
                command.downgrade(config, target)
            else:
                command.upgrade(config, target)
    except CommandError as error:
        raise UsageError(
            f"the schema cannot be brought to revision {target}: {error}",
            advice=f"Revisions are head, base, and the numbers from 0001 to {newest_revision()}.",
        ) from error
    except exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise DatabaseError(
                f"the login may not set up the warehouse: {error.orig}".strip(),
                advice="Ask an administrator, who may create roles and schemas, to run: diaspora-dw db migrate",
            ) from error
        if isinstance(error.orig, psycopg.Error):
            raise explain(error.orig) from error
        raise
