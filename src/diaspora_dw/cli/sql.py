"""`diaspora-dw sql`: run a query as the reader, for people and scripts."""

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg.pq import TransactionStatus

from diaspora_dw.cli.console import OutputFile, open_output, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.settings import Settings

CHANGES = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.ObjectNotInPrerequisiteState)
"""The errors of statements that would change a table, or a view."""

EXAMPLES = (
    'diaspora-dw sql "select * from source_status"',
    'diaspora-dw sql "select * from emigration where year = 2024" --format csv --output emigration.csv',
    "diaspora-dw sql --file query.sql --format json",
    'echo "select count(*) from corridor" | diaspora-dw sql -',
)


class RowFormat(StrEnum):
    """The format of the rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    query: Annotated[
        str | None,
        typer.Argument(help='A SELECT, as in "select * from source_status"; - for standard input.'),
    ] = None,
    query_file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Read the query from this file.")
    ] = None,
    row_format: Annotated[RowFormat, typer.Option("--format", help="Format of the rows.")] = RowFormat.TABLE,
    output_file: OutputFile = None,
) -> None:
    """Run one query as the reader, who cannot change anything. Views need no `mart.` before their name.

    On a terminal, rows that are too wide for it are printed one field a line.
    """
    text = _read_query(query, query_file)
    with Database.open(Settings()).connect("reader") as connection:
        try:
            # In a pipeline it can only be one statement. Prepared it could, too, but then a pooler would need its name.
            with connection.pipeline():
                cursor = connection.execute(text.encode())
        except CHANGES as error:
            raise UsageError(
                f"the query would change the database: {error.diag.message_primary}", advice="Write a SELECT."
            ) from error
        except psycopg.OperationalError as error:
            if connection.info.transaction_status is TransactionStatus.ACTIVE:
                connection.close()  # no pipeline gets out of a COPY
                raise UsageError("COPY is not possible here", advice="Write a SELECT.") from error
            raise  # the server is lost or the query took too long: its wording is not at fault
        except psycopg.Error as error:
            if "multiple commands" in str(error):
                raise UsageError("these are several statements", advice="Run them one by one.") from error
            raise UsageError(
                f"the query is not valid: {str(error).strip()}",
                advice="To see all views and columns, run: select * from data_dictionary",
            ) from error
        if not cursor.description:
            raise UsageError("the statement returns no columns", advice="Write a SELECT.")
        columns = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    with open_output(output_file) as file:
        match row_format:
            case RowFormat.TABLE:
                print_table(columns, rows, wrap=False, file=file)
            case RowFormat.CSV:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(rows)
            case RowFormat.JSON:
                print_json([dict(zip(columns, row, strict=True)) for row in rows], file)


def _read_query(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None):
        raise UsageError(
            "the query is missing" if query is None else "there are two queries, one of them in --file",
            advice='Run: diaspora-dw sql "SELECT …", sql --file FILE, or sql - to read standard input.',
        )
    if query not in {None, "-"}:
        return str(query)
    try:
        return (file.read_bytes() if file else sys.stdin.buffer.read()).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        name = f"--file {file}" if file else "standard input"
        raise UsageError(f"{name} cannot be read: {error}", advice="Give a text in UTF-8.") from error
