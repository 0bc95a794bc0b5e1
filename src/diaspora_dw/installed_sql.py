"""Reads the SQL of the views and functions that a database has: those of `sql/` may be newer."""

from diaspora_dw.database import Connection
from diaspora_dw.sql_files import SqlObject


def installed_objects(connection: Connection) -> dict[str, SqlObject]:
    """Return the views and functions of the database by name, with the text that each was installed from."""
    rows = connection.execute("select object_name, definition from dw.installed_sql order by object_name")
    return {name: SqlObject.parse(definition) for name, definition in rows}
