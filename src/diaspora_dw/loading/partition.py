"""Brings the rows of a release into its tables: partitions are filled aside and attached, others appended to."""

from psycopg import sql

from diaspora_dw.database import Connection
from diaspora_dw.loading.copy import CopyText


def load(connection: Connection, text: CopyText, release_id: int) -> None:
    """Load one table's rows of a release, inside the caller's transaction.

    A partition is made in this very transaction, so its rows can be written frozen: they need no rewriting
    later, and with `wal_level = minimal` no log either.
    """
    parent = text.table.fullname
    if not text.is_partitioned:
        text.send(connection, sql.Identifier(*parent.split(".")), release_id)
        return
    row = connection.execute("select ops.open_partition(%s, %s)", (parent, release_id)).fetchone()
    assert row is not None  # noqa: S101 - a function call always gives a row
    text.send(connection, sql.Identifier(*row[0].split(".")), release_id, "with (freeze)")
    connection.execute("select ops.attach_partition(%s, %s)", (parent, release_id))
