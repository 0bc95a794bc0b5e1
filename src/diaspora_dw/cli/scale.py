"""`diaspora-dw scale`: the warehouse's views on another engine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.errors import DiasporaError, UsageError

EXAMPLES = ("diaspora-dw scale duckdb --package export --database diaspora.duckdb",)

app = typer.Typer(add_completion=False, no_args_is_help=True)

PackageFolder = Annotated[
    Path, typer.Option("--package", metavar="DIR", help="An export of everything: export --what all.")
]


@app.callback()
def scale() -> None:
    """Run the views on another engine, over the files of an export."""


@app.command()
def duckdb(
    folder: PackageFolder,
    database: Annotated[Path, typer.Option("--database", metavar="FILE", help="The database file to make.")],
    as_json: AsJson = False,
) -> None:
    """Make a DuckDB database with all tables and views of an export, and compare them with PostgreSQL's figures.

    The database holds no rows: the export has to stay where it is.
    """
    if not all(map(find_spec, ("duckdb", "sqlglot"))):
        raise UsageError(
            "this needs the extra `duckdb`, which is not installed",
            advice="Run: pip install 'diaspora-dw[duckdb]'",
        )
    from diaspora_dw.scaling.duck import make_duckdb  # noqa: PLC0415 - an optional extra
    from diaspora_dw.scaling.package import Package  # noqa: PLC0415

    _report(make_duckdb(Package.read(folder), database), str(database), as_json=as_json)


def _report(differences: dict[str, int], written: str, *, as_json: bool) -> None:
    """Print which views differ. Raises `DiasporaError` if any does."""
    different = {view: rows for view, rows in differences.items() if rows}
    if as_json:
        print_json({"written": written, "views": len(differences), "differing_rows": different})
    else:
        typer.echo(
            f"{written}: {len(differences) - len(different)} of {len(differences)} views equal PostgreSQL's"
        )
    if different:
        listed = ", ".join(f"{view} ({rows:,} rows)" for view, rows in different.items())
        raise DiasporaError(
            f"views differ from those of PostgreSQL: {listed}",
            advice="Do not quote these from there. Query the export's own files of them in mart/ instead.",
        )
