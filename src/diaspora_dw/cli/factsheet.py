"""`diaspora-dw factsheet`: a country's factsheet, or those of all countries."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from psycopg import IsolationLevel

from diaspora_dw.cli.console import open_output
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.factsheet import all_codes, read_factsheet, read_factsheets
from diaspora_dw.rendering.printing import SheetFormat, printed, writable, write_all
from diaspora_dw.settings import Settings

EXAMPLES = (
    "diaspora-dw factsheet TJK",
    "diaspora-dw factsheet Germany --format html --output germany.html",
    "diaspora-dw factsheet KGZ --format json",
    "diaspora-dw factsheet TJK --format pdf --output TJK.pdf",
    "diaspora-dw factsheet --all --format html --output factsheets",
)
EVERY = 25
"""Progress is told each time that so many factsheets are written."""


def _show_schema(wanted: bool) -> None:
    if wanted:
        from diaspora_dw.rendering.schema import factsheet_schema  # noqa: PLC0415 - needs the tables' models

        typer.echo(json.dumps(factsheet_schema(), indent=2, ensure_ascii=False))
        raise typer.Exit


def factsheet(
    country: Annotated[
        str | None,
        typer.Argument(
            metavar="COUNTRY", show_default=False, help="A code or a name, as in TJK, TJ or Tajikistan."
        ),
    ] = None,
    every_country: Annotated[
        bool, typer.Option("--all", help="Write the factsheets of all countries, a file each.")
    ] = False,
    sheet_format: Annotated[
        SheetFormat, typer.Option("--format", help="The format to write.")
    ] = SheetFormat.TEXT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="PATH",
            help="Write to this file instead of standard output; with --all, into this folder.",
        ),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema", callback=_show_schema, is_eager=True, help="Print the JSON Schema of --format json."
        ),
    ] = False,
) -> None:
    """Write a country's factsheet, or those of all countries, from the current releases."""
    if every_country:
        _write_all(country, sheet_format, output)
    elif country is None:
        raise UsageError(
            "no country is given", advice="Name one, as in `diaspora-dw factsheet TJK`, or give --all."
        )
    else:
        _write(country, sheet_format, output)


def _write(country: str, sheet_format: SheetFormat, path: Path | None) -> None:
    if path is None and sheet_format is SheetFormat.PDF:
        raise UsageError("a PDF is no text for a terminal", advice="Name a file: --output TJK.pdf")
    with Database.open(Settings()).connect("reader") as connection:
        # All queries see one state, whatever a run publishes meanwhile.
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        sheet = read_factsheet(connection, country)
    whole = printed(sheet, sheet_format)
    with open_output(path) as file:
        if isinstance(whole, bytes):
            file.buffer.write(whole)
        else:
            file.write(whole)


def _write_all(country: str | None, sheet_format: SheetFormat, folder: Path | None) -> None:
    if country is not None:
        raise UsageError(
            f"--all writes every country, so {country} has no place beside it",
            advice="Leave out the country, or --all.",
        )
    if folder is None:
        raise UsageError("--all needs a folder to write into", advice="Name one: --output factsheets")
    began = time.monotonic()
    with writable(folder), Database.open(Settings()).connect("reader") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        sheets = read_factsheets(connection, all_codes(connection))
    changed = 0
    for number, (path, is_new) in enumerate(write_all(sheets, sheet_format, folder), start=1):
        changed += is_new
        if number % EVERY == 0:
            typer.echo(f"factsheet: {path} ({number:,} of {len(sheets):,})", err=True)
    typer.echo(
        f"{folder}: {len(sheets):,} factsheets, {changed:,} of them new or changed, "
        f"in {time.monotonic() - began:.0f} seconds"
    )
