"""`diaspora-dw factsheet`: one country's factsheet."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from psycopg import IsolationLevel

from diaspora_dw.cli.console import OutputFile, open_output
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.factsheet import Factsheet, read_factsheet
from diaspora_dw.rendering.text import as_text
from diaspora_dw.settings import Settings

EXAMPLES = (
    "diaspora-dw factsheet TJK",
    "diaspora-dw factsheet Germany --format html --output germany.html",
    "diaspora-dw factsheet KGZ --format json",
    "diaspora-dw factsheet TJK --format pdf --output TJK.pdf",
)


class SheetFormat(StrEnum):
    """The format of a factsheet."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


def _show_schema(wanted: bool) -> None:
    if wanted:
        from diaspora_dw.rendering.schema import factsheet_schema  # noqa: PLC0415 - needs the tables' models

        typer.echo(json.dumps(factsheet_schema(), indent=2, ensure_ascii=False))
        raise typer.Exit


def factsheet(
    country: Annotated[
        str, typer.Argument(metavar="COUNTRY", help="A code or a name, as in TJK, TJ or Tajikistan.")
    ],
    sheet_format: Annotated[
        SheetFormat, typer.Option("--format", help="The format to write.")
    ] = SheetFormat.TEXT,
    output_file: OutputFile = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema", callback=_show_schema, is_eager=True, help="Print the JSON Schema of --format json."
        ),
    ] = False,
) -> None:
    """Write a country's factsheet from the current releases."""
    with Database.open(Settings()).connect("reader") as connection:
        # All queries see one state, whatever a run publishes meanwhile.
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        sheet = read_factsheet(connection, country)
    if sheet_format is SheetFormat.PDF:
        _write_pdf(sheet, output_file)
        return
    with open_output(output_file) as file:
        print(_print(sheet, sheet_format), file=file)


def _write_pdf(sheet: Factsheet, path: Path | None) -> None:
    from diaspora_dw.rendering.html import as_html  # noqa: PLC0415 - takes long to import
    from diaspora_dw.rendering.pdf import as_pdf  # noqa: PLC0415

    if path is None:
        raise UsageError("a PDF is no text for a terminal", advice="Name a file: --output TJK.pdf")
    pdf = as_pdf(as_html(sheet))
    with open_output(path) as file:
        file.buffer.write(pdf)


def _print(sheet: Factsheet, sheet_format: SheetFormat) -> str:
    match sheet_format:
        case SheetFormat.TEXT:
            return as_text(sheet)
        case SheetFormat.JSON:
            return sheet.model_dump_json(indent=2)
        case _:
            from diaspora_dw.rendering.html import as_html  # noqa: PLC0415 - Jinja and Vega take long

            return as_html(sheet)
