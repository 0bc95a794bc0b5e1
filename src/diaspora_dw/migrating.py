"""Brings a database's schema to this version: migrations first, then functions, views and comments."""

import re
from typing import TYPE_CHECKING

import psycopg

from diaspora_dw.database import Database, explained, open_connection
from diaspora_dw.errors import DatabaseError
from diaspora_dw.resources import MIGRATIONS_FOLDER

if TYPE_CHECKING:
    from sqlalchemy import Engine

MIGRATION_LOCK = 7_362_002
"""Held while the schema is changed, by whoever changes it; the number is as good as any other."""


def newest_revision() -> str:
    """The revision that this version of the code needs: revisions are numbered, the highest is the head."""
    numbers = [
        found[1]
        for path in MIGRATIONS_FOLDER.glob("versions/*.py")
        if (found := re.match(r"(\d{4})_", path.name))
    ]
    return max(numbers)


def current_revision(database: Database) -> str | None:
    """The revision that the database is at, or None where the warehouse has never been set up in it."""
    with database.connect() as connection:
        if connection.execute("select to_regclass('ops.alembic_version')").fetchone() == (None,):
            return None
        try:
            row = connection.execute("select version_num from ops.alembic_version").fetchone()
        except psycopg.errors.InsufficientPrivilege as error:
            raise DatabaseError(
                f"the login {connection.info.user} may not look into the schema ops",
                advice="Use a login that is a member of diaspora_dw_loader, or of diaspora_dw_owner.",
            ) from error
        return row[0] if row else None


def require_warehouse(database: Database) -> None:
    """Raise `DatabaseError` if the warehouse has never been set up in a database."""
    if current_revision(database) is None:
        raise DatabaseError(
            "the warehouse has not been set up in this database", advice="Run: diaspora-dw run"
        )


def provision(database: Database) -> list[str]:
    """Migrate if need be and install the views that changed; returns what was done, in words.

    Commands that do so at once wait for each other: the later ones find it done. Raises `DatabaseError` where
    the database is newer than the code, or the login may not change it.
    """
    # The models take a third of a second, and commands that only look for the revision need none.
    from diaspora_dw.installing import (  # noqa: PLC0415
        drop_obsolete,
        install,
        obsolete_views,
        stale_objects,
    )

    newest = newest_revision()
    if current_revision(database) == newest and not stale_objects(database) and not obsolete_views(database):
        return []
    done: list[str] = []
    with database.connect(autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        revision = current_revision(database)
        if revision is not None and revision > newest:
            raise DatabaseError(
                f"the database is at revision {revision}, newer than this version of diaspora-dw ({newest})",
                advice="Upgrade diaspora-dw, or restore the database from before.",
            )
        if revision != newest:
            migrate(database)
            done.append(f"migrated from {revision or 'nothing'} to {newest}")
        installed = install(database)
        if installed:
            done.append(f"installed {len(installed)} views and functions")
        dropped = drop_obsolete(database)
        if dropped:
            done.append(f"dropped {', '.join(dropped)}")
    if done and database.server is not None:
        database.server.grant_reader()
    return done


def engine_of(database: Database) -> "Engine":
    """An engine whose connections are made as all others are: SQLAlchemy would read the address its own way."""
    from sqlalchemy import create_engine, pool  # noqa: PLC0415

    return create_engine(
        "postgresql+psycopg://", creator=lambda: open_connection(database.owner_url), poolclass=pool.NullPool
    )


def migrate(database: Database, target: str = "head") -> None:
    """Run the migrations up to a revision, or down to one that lies before the current."""
    from alembic import command  # noqa: PLC0415 - half a second that an up-to-date warehouse need not pay
    from alembic.config import Config  # noqa: PLC0415
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
    except exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise DatabaseError(
                f"the login may not set up the warehouse: {error.orig}".strip(),
                advice="Let an administrator (who may create roles and schemas) run: diaspora-dw db migrate",
            ) from error
        if isinstance(error.orig, psycopg.Error):
            raise explained(error.orig) from error
        raise
