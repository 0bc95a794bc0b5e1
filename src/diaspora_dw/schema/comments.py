"""Writes the models' comments to the tables that exist: comments change without a migration of their own."""

from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.schema import SetColumnComment, SetTableComment


def write_comments(connection: Connection, metadata: MetaData) -> None:
    """Set the comment of every table and column of the models that differs in the database."""
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        if not inspector.has_table(table.name, schema=table.schema):
            continue
        if inspector.get_table_comment(table.name, schema=table.schema)["text"] != table.comment:
            connection.execute(SetTableComment(table))
        present = {
            c["name"]: c.get("comment") for c in inspector.get_columns(table.name, schema=table.schema)
        }
        for column in table.columns:
            if column.name in present and present[column.name] != column.comment:
                connection.execute(SetColumnComment(column))
