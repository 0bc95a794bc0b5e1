"""`diaspora-dw scale`: the warehouse's views on another engine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.errors import DiasporaError, UsageError

EXAMPLES = (
    "diaspora-dw scale duckdb --package export --database diaspora.duckdb",
    "diaspora-dw scale spark --package export --master spark://HOST:7077",
)

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
    _require("duckdb", extra="duckdb")
    from diaspora_dw.scaling.duck import make_duckdb  # noqa: PLC0415 - an optional extra
    from diaspora_dw.scaling.package import Package  # noqa: PLC0415

    _report(make_duckdb(Package.read(folder), database), str(database), as_json=as_json)


@app.command()
def spark(
    folder: PackageFolder,
    master: Annotated[
        str,
        typer.Option("--master", metavar="URL", help="The cluster, such as spark://HOST:7077, or local[2]."),
    ],
    as_json: AsJson = False,
) -> None:
    """Make the databases dw and mart in Spark's catalogue, with all tables and views of an export, and compare them.

    The databases hold no rows: the export has to stay where it is, and every machine of the cluster has to read it
    there.
    """
    _require("pyspark", extra="spark")
    from diaspora_dw.scaling.package import Package  # noqa: PLC0415 - an optional extra
    from diaspora_dw.scaling.spark import make_spark  # noqa: PLC0415

    _report(make_spark(Package.read(folder), master), master, as_json=as_json)


def _require(package: str, *, extra: str) -> None:
    """Raise `UsageError` unless an engine and the translation for it are installed."""
    if not all(map(find_spec, (package, "sqlglot"))):
        raise UsageError(
            f"this needs the extra `{extra}`, which is not installed",
            advice=f"Run: pip install 'diaspora-dw[{extra}]'",
        )


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
