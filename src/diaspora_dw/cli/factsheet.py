"""`diaspora-dw factsheet`: one country's factsheet."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from psycopg import IsolationLevel

from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.factsheet import Factsheet, read_factsheet
from diaspora_dw.rendering.text import as_text
from diaspora_dw.settings import Settings


class SheetFormat(StrEnum):
    """The format of a factsheet."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


def _show_schema(wanted: bool) -> None:
    if wanted:
        from diaspora_dw.rendering.schema import factsheet_schema  # noqa: PLC0415 - needs the tables' models

        typer.echo(json.dumps(factsheet_schema(), indent=2, ensure_ascii=False))
        raise typer.Exit


def factsheet(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="ISO 3166-1 alpha-3 code, as in TJK.")],
    sheet_format: Annotated[
        SheetFormat, typer.Option("--format", help="The format to write.")
    ] = SheetFormat.TEXT,
    output_file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write to this file instead of standard output."),
    ] = None,
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
        sheet = read_factsheet(connection, iso3)
    written = _print(sheet, sheet_format)
    if output_file is None:
        typer.echo(written)
        return
    try:
        output_file.write_text(written + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{output_file} cannot be written: {error.strerror}",
            advice="Give --output a file in an existing folder that you can write to.",
        ) from error


def _print(sheet: Factsheet, sheet_format: SheetFormat) -> str:
    match sheet_format:
        case SheetFormat.TEXT:
            return as_text(sheet)
        case SheetFormat.JSON:
            return sheet.model_dump_json(indent=2)
        case SheetFormat.HTML:
            from diaspora_dw.rendering.html import as_html  # noqa: PLC0415 - Altair takes half a second

            return as_html(sheet)
