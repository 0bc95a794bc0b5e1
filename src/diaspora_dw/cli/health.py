"""`diaspora-dw health`: whether all is well, for schedulers and monitoring."""

from datetime import timedelta

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.health import SourceHealth, read_health
from diaspora_dw.settings import Settings

EXAMPLES = ("diaspora-dw health", "diaspora-dw health --json")


def health(as_json: AsJson = False) -> None:
    """Exit with 0 only if every source is current and younger than its allowed age. Starts nothing.

    Exits with 1 if something is wrong, and with 5 if the database cannot be reached.
    """
    state = read_health(Database.running(Settings()))
    if as_json:
        print_json(state.model_dump(by_alias=True))
    else:
        for source in state.sources:
            typer.echo(f"{'not ok' if source.problem else 'ok'}: {_describe(source)}")
        if state.last_run_problem:
            typer.echo(f"not ok: {state.last_run_problem}")
    raise typer.Exit(ExitCode.OK if state.healthy else ExitCode.SOURCE_FAILED)


def _describe(source: SourceHealth) -> str:
    if source.age is None:
        return f"{source.name}: {source.problem}"
    problem = f"{source.problem}: " if source.problem else ""
    ages = f"confirmed {_in_words(source.age)} ago, {_in_words(source.allowed_age)} allowed"
    return f"{source.name}: {problem}edition {source.edition}, {ages}"


def _in_words(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours == 1 else f"{hours} hours"
