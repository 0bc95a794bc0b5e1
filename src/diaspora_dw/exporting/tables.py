"""Writes a view or table to a file: CSV as PostgreSQL's COPY gives it, Parquet from record batches through ADBC.

Rows are passed on as they arrive, so a larger table takes no more memory. Parquet needs the extra `export`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import DatabaseError, UsageError
from diaspora_dw.exporting.relations import FileFormat, Relation
from diaspora_dw.exporting.state import WITHOUT_LIMITS, export_snapshot

if TYPE_CHECKING:
    import pyarrow as pa
    from adbc_driver_postgresql.dbapi import Cursor as ArrowCursor

HAS_PARQUET = all(map(find_spec, ("pyarrow", "adbc_driver_postgresql")))
"""Whether Parquet can be written."""

WriteTable = Callable[[Relation, Path], int]
"""Writes a relation to a file, and returns the number of its rows."""


@contextmanager
def open_writer(database: Database, connection: Connection, file_format: FileFormat) -> Iterator[WriteTable]:
    """Yield what writes relations in a format, in the state that a reader's connection sees.

    Raises `UsageError` where the format needs the extra `export`.
    """
    if file_format is FileFormat.CSV:
        yield partial(_write_csv, connection)
        return
    if not HAS_PARQUET:
        raise UsageError(
            "Parquet files need the extra `export`, which is not installed",
            advice="Run: pip install 'diaspora-dw[export]', or choose --format csv.",
        )
    with _open_arrow(database, export_snapshot(connection)) as cursor:
        yield partial(_write_parquet, cursor, connection)


def _write_csv(connection: Connection, relation: Relation, path: Path) -> int:
    query = sql.SQL("copy ({}) to stdout (format csv, header)").format(relation.query(FileFormat.CSV))
    with path.open("wb") as file, connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount


@contextmanager
def _open_arrow(database: Database, snapshot: str) -> Iterator["ArrowCursor"]:
    """Yield a cursor of ADBC in a state. Its transaction is a reader's."""
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - an optional extra

    try:
        with (
            dbapi.connect(database.reader_conninfo(), autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            for statement in (
                "begin isolation level repeatable read read only",
                f"set transaction snapshot '{snapshot}'",
                *WITHOUT_LIMITS.split("; "),
            ):
                cursor.execute(statement)
            yield cursor
    except (dbapi.Error, OSError) as error:  # Arrow's errors are `OSError` without a number
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if "canceling statement due to user request" in str(error):
            raise KeyboardInterrupt from error  # ADBC takes Ctrl-C for itself and cancels its statement
        raise DatabaseError(
            f"the database could not be read through ADBC: {error}",
            advice="Run again, or choose --format csv.",
        ) from error


def _write_parquet(cursor: "ArrowCursor", connection: Connection, relation: Relation, path: Path) -> int:
    import pyarrow as pa  # noqa: PLC0415 - an optional extra
    from pyarrow import parquet  # noqa: PLC0415

    cursor.execute(relation.query(FileFormat.PARQUET).as_string(connection))
    reader = cursor.fetch_record_batch()
    schema = _described(reader.schema, relation)
    rows = 0
    with reader, parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            rows += batch.num_rows
    return rows


def _described(schema: "pa.Schema", relation: Relation) -> "pa.Schema":
    """Return the types of columns, with the meaning and the unit of each."""
    import pyarrow as pa  # noqa: PLC0415 - an optional extra

    return pa.schema(
        [
            pa.field(
                column.name,
                schema.field(column.name).type,
                metadata={"description": column.description, **column.measure},
            )
            for column in relation.columns
        ],
        metadata={"description": relation.description, "grain": ", ".join(relation.grain)},
    )
