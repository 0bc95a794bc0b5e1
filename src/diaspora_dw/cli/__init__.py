"""The command line: `diaspora-dw`. Each command lives in a module of its own; errors become exit codes here."""

import sys
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError
from rich.markup import escape

from diaspora_dw import __version__
from diaspora_dw.cli import check, content, db, diff, factsheet, health, query, run, snapshot, status, trace
from diaspora_dw.cli.console import errors
from diaspora_dw.cli.logs import LogFormat, set_up_logging
from diaspora_dw.database import explained
from diaspora_dw.errors import DiasporaError, UsageError
from diaspora_dw.settings import Settings

app = typer.Typer(
    name="diaspora-dw",
    help="The diaspora warehouse: emigration, remittances and diaspora engagement in one PostgreSQL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run.run)
app.command("status")(status.status)
app.add_typer(db.app, name="db")
app.command("sql")(query.sql)
app.command("factsheet")(factsheet.factsheet)
app.command("check")(check.check)
app.add_typer(content.app, name="content")
app.command("health")(health.health)
app.command("diff")(diff.diff)
app.add_typer(snapshot.app, name="snapshot")
app.command("trace")(trace.trace)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"diaspora-dw {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and detailed logs.")] = False,
    log_format: Annotated[
        LogFormat, typer.Option(help="How log lines are written to standard error.")
    ] = LogFormat.TEXT,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    set_up_logging(log_format, debug=debug)


def call() -> int:
    """Run the command line; gives the documented exit code, with what there is to say already said."""
    try:
        app()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except (DiasporaError, psycopg.Error, ValidationError) as raised:
        if "--debug" in sys.argv or (
            isinstance(raised, ValidationError) and raised.title != Settings.__name__
        ):
            raise
        error = _explained(raised)
        errors.print("[bold red]Error:[/] " + escape(error.message), soft_wrap=True)
        if error.advice:
            errors.print(escape(error.advice), soft_wrap=True)
        return error.exit_code
    return 0


def _explained(raised: DiasporaError | psycopg.Error | ValidationError) -> DiasporaError:
    match raised:
        case DiasporaError():
            return raised
        case psycopg.Error():
            return explained(raised)
        case ValidationError():
            wrong = [
                f"DIASPORA_DW_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in raised.errors()
            ]
            return UsageError("; ".join(wrong), advice="The README lists what can be set, and to what.")
