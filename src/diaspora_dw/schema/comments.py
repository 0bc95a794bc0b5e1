"""Writes the models' comments to the tables that exist: comments change without a migration of their own."""

from psycopg import sql
from sqlalchemy import Connection, MetaData, inspect

from diaspora_dw import composing


def write_comments(connection: Connection, metadata: MetaData) -> None:
    """Set the comment of every table and column of the models that differs in the database.

    All are read and written at once: a statement for each took a second of setting up a warehouse.
    """
    inspector = inspect(connection)
    statements: list[sql.Composed] = []
    for schema in {table.schema for table in metadata.sorted_tables}:
        table_comments = inspector.get_multi_table_comment(schema=schema)
        for place, columns in inspector.get_multi_columns(schema=schema).items():
            table = metadata.tables.get(f"{schema}.{place[1]}")
            if table is None:
                continue
            if table_comments[place]["text"] != table.comment:
                statements.append(composing.comment("table", table.fullname, table.comment))
            statements += [
                composing.comment(
                    "column", f"{table.fullname}.{column['name']}", table.c[column["name"]].comment
                )
                for column in columns
                if column["name"] in table.c and column.get("comment") != table.c[column["name"]].comment
            ]
    driver = connection.connection.driver_connection
    if statements and driver is not None:
        driver.execute(sql.SQL(";\n").join(statements))
