"""Makes a DuckDB database of an export: the views of the warehouse over its Parquet files."""

from pathlib import Path

import duckdb

from diaspora_dw.errors import UsageError
from diaspora_dw.scaling.comparison import comparison
from diaspora_dw.scaling.package import Package
from diaspora_dw.scaling.translation import Dialect, translated_views

DUCKDB = Dialect(
    "duckdb",
    number_texts={
        "FM999,999,999,990": "format('{:,}', cast(x as bigint))",
        "FM999,999,999,990.0": "format('{:,.1f}', x)",
        "FM990.0": "printf('%.1f', x)",
    },
    rules={},
)


def make_duckdb(package: Package, database: Path) -> dict[str, int]:
    """Write a database file, and return for each published view how many rows differ from those of PostgreSQL.

    Raises `UsageError` if the file exists or cannot be written.
    """
    if database.exists():
        raise UsageError(f"{database} exists already", advice="Remove it, or give --database another file.")
    unfinished = database.with_name(f"{database.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with duckdb.connect(unfinished) as connection:
            _create_views(connection, package)
            differences = {}
            for view in package.views:
                query = comparison(view.name, _quoted(view.file), view.fields, package.grain(view))
                ((differences[view.name],),) = connection.execute(query).fetchall()
        unfinished.rename(database)
    except (OSError, duckdb.IOException) as error:
        raise UsageError(
            f"{database} cannot be written: {error}", advice="Give --database a file in an existing folder."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return differences


def _create_views(connection: duckdb.DuckDBPyConnection, package: Package) -> None:
    for schema in ("dw", "mart"):
        connection.execute(f"create schema {schema}")
    for name, table in package.tables.items():
        if name.startswith("dw."):
            connection.execute(f"create view {name} as from {_quoted(table.file)}")
    for view in translated_views(package.folder, DUCKDB):
        query = view.query or f"from {_quoted(package.tables[view.name].file)}"
        connection.execute(f"create view {view.name} as {query}")


def _quoted(file: Path) -> str:
    """Return a file as SQL names it, whose folder may have an apostrophe."""
    return "'" + str(file).replace("'", "''") + "'"
