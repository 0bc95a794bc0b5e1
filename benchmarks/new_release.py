"""What one new release takes in the database at any size: rows, keys, checks, and what is computed for all readers.

The rows are those of the release in use, so reading a workbook is no part of it. Everything is rolled back.
"""

from collections.abc import Iterator
from time import perf_counter

from psycopg import Rollback, sql

from benchmarks.measuring import Measurement, Taken, peak_memory, summarise
from diaspora_dw import clock, composing
from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import checks, parameters, run_check
from diaspora_dw.schema import metadata
from diaspora_dw.schema.base import RELEASE_COLUMN

PART = "release"
TABLES = ("dw.fact_migrant_stock", "dw.fact_migrant_stock_total", "ops.published_total", "ops.published_name")
IN_USE = "select max(release_id) from dw.source_release where source_code = 'undesa' and is_current"
AGAIN = """
    insert into dw.source_release (
        source_code, edition, retrieved_at, url, sha256, size_bytes, content_sha256, reader_version, row_count,
        licence, licence_url, citation, run_id
    )
    select
        source_code, edition, retrieved_at, url, sha256, size_bytes, content_sha256, reader_version, row_count,
        licence, licence_url, citation, run_id
    from dw.source_release where release_id = %s
    returning release_id
"""


def measure_new_release(database: Database, factor: int) -> Iterator[Measurement]:
    """Load, check and publish UN DESA's release in use once more."""
    with database.connect("loader", autocommit=True) as connection, connection.transaction():
        started = perf_counter()
        _publish_again(connection)
        taken = Taken(perf_counter() - started, peak_memory(connection))
        yield summarise(PART, "one new release, in the database", factor, [taken])
        raise Rollback


def _publish_again(connection: Connection) -> None:
    ((in_use,),) = connection.execute(IN_USE)
    ((new,),) = connection.execute(AGAIN, (in_use,))
    for table in TABLES:
        ((partition,),) = connection.execute("select ops.open_partition(%s, %s)", (table, new))
        columns = [column.name for column in metadata.tables[table].columns if column.name != RELEASE_COLUMN]
        connection.execute(
            sql.SQL("insert into {} ({}, release_id) select {}, %s from {} where release_id = %s").format(
                composing.table(partition),
                composing.columns(columns),
                composing.columns(columns),
                composing.table(table),
            ),
            (new, in_use),
        )
        connection.execute("select ops.attach_partition(%s, %s)", (table, new))
    releases = parameters(connection, new, in_use)
    for check in checks():
        if check.table in TABLES:
            run_check(connection, check, releases)
    connection.execute(
        "update dw.source_release set is_current = false, superseded_at = %s where release_id = %s",
        (clock.now(), in_use),
    )
    connection.execute(
        "update dw.source_release set is_current = true, published_at = %s where release_id = %s",
        (clock.now(), new),
    )
    connection.execute("select ops.derive_tables(false)")
