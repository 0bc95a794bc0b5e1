"""`diaspora-dw factsheet`: one country's factsheet."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import read_factsheet
from diaspora_dw.rendering.text import as_text
from diaspora_dw.settings import Settings


class SheetFormat(StrEnum):
    """The form of a factsheet."""

    TEXT = "text"
    JSON = "json"


def factsheet(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="ISO 3166-1 alpha-3 code, as in TJK.")],
    sheet_format: Annotated[
        SheetFormat, typer.Option("--format", help="The form to write.")
    ] = SheetFormat.TEXT,
    output_file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="A file to write instead of standard output."),
    ] = None,
) -> None:
    """Write a country's factsheet from what is current."""
    with Database.open(Settings()).connect("reader") as connection:
        sheet = read_factsheet(connection, iso3)
    written = (
        as_text(sheet)
        if sheet_format is SheetFormat.TEXT
        else json.dumps(sheet.as_json(), indent=2, default=str, ensure_ascii=False)
    )
    if output_file is None:
        typer.echo(written)
    else:
        output_file.write_text(written + "\n", encoding="utf-8")
