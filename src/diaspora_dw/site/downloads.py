"""The published views as files: zipped CSV, and Parquet where pyarrow is installed (the extra `export`).

A view is copied out of the database once, in the order of its grain. Both files are made from that copy, so neither
takes more memory for a larger view, and the same rows give the same bytes.
"""

import shutil
import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from diaspora_dw.database import Connection
from diaspora_dw.site.published import columns_of_views
from diaspora_dw.site.reading import Record

if TYPE_CHECKING:
    import pyarrow as pa

HAS_PARQUET = find_spec("pyarrow") is not None
"""Whether Parquet can be written."""
CHANGING = frozenset({"source_status"})
"""Views that change when nothing new is published: they have ages. The pages of the sources say what does not."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The only time that a file in an archive has: the oldest that the format can hold."""
_BLOCK = 16 * 2**20


def write_downloads(connection: Connection, folder: Path) -> dict[str, dict[str, int]]:
    """Write every view to a folder, and return the number of rows and the sizes of the files of each."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, dict[str, int]] = {}
    for view, columns in columns_of_views(connection).items():
        if view in CHANGING:
            continue
        table = folder / f"{view}.csv"
        written[view] = {"rows": _copy(connection, view, columns, table), "csv": _zip(table)}
        if HAS_PARQUET:
            written[view]["parquet"] = _parquet(table, columns)
        table.unlink()
    return written


def _copy(connection: Connection, view: str, columns: Sequence[Record], path: Path) -> int:
    """Copy a view to a file of CSV. Return the number of its rows."""
    selected = sql.SQL(", ").join(
        sql.SQL("{0}::text as {0}" if column["data_type"] == "boolean" else "{}").format(
            sql.Identifier(column["column_name"])
        )
        for column in columns
    )
    grain = sql.SQL(", ").join(sql.Identifier(name) for name in columns[0]["grain"].split(", "))
    query = sql.SQL("copy (select {} from {} order by {}) to stdout (format csv, header)").format(
        selected, sql.Identifier("mart", view), grain
    )
    with path.open("wb") as file, connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount


def _zip(table: Path) -> int:
    """Pack a table, and return the size of the archive."""
    entry = zipfile.ZipInfo(table.name, _OLDEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    path = table.with_name(f"{table.name}.zip")
    with zipfile.ZipFile(path, "w") as archive, table.open("rb") as file, archive.open(entry, "w") as packed:
        shutil.copyfileobj(file, packed, _BLOCK)
    return path.stat().st_size


def _parquet(table: Path, columns: Sequence[Record]) -> int:
    """Write a table as Parquet, and return the size of the file."""
    from pyarrow import RecordBatch, csv, parquet  # noqa: PLC0415 - an optional extra

    schema = _schema(columns)
    reader = csv.open_csv(
        table,
        csv.ReadOptions(block_size=_BLOCK),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    path = table.with_suffix(".parquet")
    with reader, parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(RecordBatch.from_arrays(batch.columns, schema=schema))
    return path.stat().st_size


def _schema(columns: Sequence[Record]) -> "pa.Schema":
    """Return the types of the columns, with their meanings and units as metadata of each."""
    import pyarrow as pa  # noqa: PLC0415 - an optional extra

    types = {
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "double precision": pa.float64(),
        "integer": pa.int32(),
        "smallint": pa.int16(),
        "timestamp with time zone": pa.timestamp("us", "UTC"),
    }
    return pa.schema(
        [
            pa.field(
                column["column_name"],
                types.get(column["data_type"], pa.string()),
                metadata={
                    name: column[name] for name in ("description", "unit", "aggregation") if column[name]
                },
            )
            for column in columns
        ],
        metadata={name: columns[0][name] for name in ("view_description", "grain")},
    )
