"""`diaspora-dw sql`: run a query as the reader, for people and scripts."""

import csv
import sys
from enum import StrEnum
from typing import Annotated

import psycopg
import typer

from diaspora_dw.cli.console import print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.settings import Settings


class RowFormat(StrEnum):
    """The format of the rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    query: Annotated[str, typer.Argument(help='A SELECT, as in "select * from mart.source_status".')],
    row_format: Annotated[RowFormat, typer.Option("--format", help="Format of the rows.")] = RowFormat.TABLE,
) -> None:
    """Run one query as the reader, who cannot change anything."""
    with Database.open(Settings()).connect("reader") as connection:
        try:
            # Prepared, so it can only be one statement.
            cursor = connection.execute(query.encode(), prepare=True)
        except psycopg.OperationalError:
            raise  # the server is lost or the query took too long: its wording is not at fault
        except psycopg.Error as error:
            raise UsageError(
                f"the query is not valid: {str(error).strip()}",
                advice="To see all views and columns, run: select * from mart.data_dictionary",
            ) from error
        if cursor.description is None:
            raise UsageError("the statement returns no rows", advice="Write a SELECT.")
        columns = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    match row_format:
        case RowFormat.TABLE:
            print_table(columns, rows)
        case RowFormat.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
        case RowFormat.JSON:
            print_json([dict(zip(columns, row, strict=True)) for row in rows])
