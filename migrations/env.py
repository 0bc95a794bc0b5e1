"""Alembic's environment: whose database, which schemas, and in whose name the changes are made.

The version table lives in `ops`. Partitions (schema `part`) come and go with releases and are no part of the
models, so autogenerate does not look at them.
"""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from diaspora_dw.database import Database
from diaspora_dw.migrating import engine_of
from diaspora_dw.schema import metadata
from diaspora_dw.schema.comments import write_comments
from diaspora_dw.schema.rights import grant_rights
from diaspora_dw.settings import Settings
from diaspora_dw.source import registered_sources

registered_sources()  # imports their modules, and with them the tables that they declare

OWNER = "diaspora_dw_owner"


def in_the_models(
    name: str | None,
    kind: Literal["schema", "table", "column", "index", "unique_constraint", "foreign_key_constraint"],
    _parents: object,
) -> bool:
    """Whether autogenerate compares what it found in the database with the models."""
    return kind != "schema" or name in ("dw", "ops")


def migrate(connection: Connection) -> None:
    """Run the migrations asked for, all in one transaction."""
    with connection.begin():
        if connection.scalar(text("select to_regnamespace('dw') is null")):
            connection.execute(text("create schema if not exists ops"))
        else:
            connection.execute(text(f"set local role {OWNER}"))
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table_schema="ops",
            include_schemas=True,
            include_name=in_the_models,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            write_comments(connection, metadata)
            grant_rights(connection, metadata)


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with engine_of(Database.open(Settings())).connect() as connected:
        migrate(connected)
