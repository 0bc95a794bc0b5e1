"""The same tuples with dlt's defaults: it infers the schema, normalises, and inserts.

python -m benchmarks.dlt_loading PUBLISHER DATABASE
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import dlt

from benchmarks.published import TABLES, Publisher, Table


def rows_of(table: Table, publisher: Publisher) -> Iterator[dict[str, Any]]:
    """Return the rows of a table as dlt takes them."""
    for row in table.rows(publisher):
        yield dict(zip(table.columns, row, strict=True))


def main(address: str, database: str) -> None:
    """Load all figures into the schema `dlt_loading`."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    publisher = Publisher(address)
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "benchmark",
            pipelines_dir=folder,
            destination=dlt.destinations.postgres(database),
            dataset_name="dlt_loading",
        )
        pipeline.run(
            [dlt.resource(rows_of(table, publisher), name=name) for name, table in TABLES.items()]
        ).raise_on_failed_jobs()


if __name__ == "__main__":
    main(*sys.argv[1:])
