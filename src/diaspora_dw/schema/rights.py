"""Grants the loader its rights on tables. They follow from the models, so a new table is safe without a grant.

Figures of a published release never change. The loader brings them in through partitions that it opens itself and
that are closed to it once they are attached (see `sql/function/`), or inserts them once.
"""

from sqlalchemy import Connection, MetaData, Table, inspect, text

LOADER = "diaspora_dw_loader"


def is_release_keyed(table: Table) -> bool:
    """Return whether every row of a table belongs to a release."""
    links = [link for column in table.primary_key for link in column.foreign_keys]
    return any(link.column.table.name == "source_release" for link in links)


def loader_rights(table: Table) -> str:
    """Return what the loader may do with a table, as a list of privileges."""
    is_partitioned = table.dialect_options["postgresql"]["partition_by"] is not None
    if is_partitioned or table.info.get("written_by") == "owner":
        return "select"
    if is_release_keyed(table):
        return "select, insert"
    return "select, insert, update, delete"


def grant_rights(connection: Connection, metadata: MetaData) -> None:
    """Give the loader its rights on every table of the models that exists in the database, and no others."""
    inspector = inspect(connection)
    schemas = {table.schema for table in metadata.sorted_tables}
    present = {(schema, name) for schema in schemas for name in inspector.get_table_names(schema=schema)}
    for table in metadata.sorted_tables:
        if (table.schema, table.name) in present:
            connection.execute(text(f"revoke all on {table.fullname} from {LOADER}"))
            connection.execute(text(f"grant {loader_rights(table)} on {table.fullname} to {LOADER}"))
