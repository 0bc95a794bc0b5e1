"""`diaspora-dw export`: the warehouse as files that describe themselves."""

import dataclasses
import time
from pathlib import Path
from typing import Annotated

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.database import Database
from diaspora_dw.exporting.export import START, Selection, export_warehouse
from diaspora_dw.exporting.relations import FileFormat
from diaspora_dw.settings import Settings

EXAMPLES = (
    "diaspora-dw export --output export",
    "diaspora-dw export --output export --format csv",
    "diaspora-dw export --output star --what star",
)


def export(
    output: Annotated[
        Path, typer.Option("--output", metavar="DIR", help="The folder: new, empty or of an earlier export.")
    ],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables. Parquet needs the extra `export`.")
    ] = FileFormat.PARQUET,
    selection: Annotated[
        Selection, typer.Option("--what", help="The published views, the tables of the star, or both.")
    ] = Selection.MART,
    as_json: AsJson = False,
) -> None:
    """Write views and tables to files, with a description of every column, the sources and their licences.

    All files show one state, and the same state gives the same bytes.
    """
    began = time.monotonic()

    def report(name: str) -> None:
        typer.echo(f"export: {name}", err=True)

    contents, written = export_warehouse(Database.open(Settings()), output, selection, file_format, report)
    if as_json:
        print_json(
            {
                "folder": str(output),
                "format": file_format.value,
                "tables": {file.relation.full_name: file.rows for file in contents.files},
                **dataclasses.asdict(written),
            }
        )
        return
    rows = sum(file.rows for file in contents.files)
    typer.echo(
        f"{output}: {len(contents.files)} tables with {rows:,} rows in {written.files:,} files, "
        f"{written.size / 1e6:.1f} MB; {written.changed:,} written, {written.removed:,} removed, "
        f"in {time.monotonic() - began:.0f} seconds"
    )
    typer.echo(f"{output / START} describes them.")
