"""`diaspora-dw health`: for schedulers and monitoring, whether all is as it should be."""

from datetime import timedelta
from typing import Annotated

import typer

from diaspora_dw.cli.console import print_json
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.health import Health, SourceHealth, read_health
from diaspora_dw.settings import Settings


def health(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Exit with 0 only if every source is current and younger than its allowed age; starts nothing.

    Exits with 1 where something is wrong and with 5 where the database cannot be reached.
    """
    state = read_health(Database.running(Settings()))
    if as_json:
        print_json(state.as_json())
    else:
        _show(state)
    raise typer.Exit(ExitCode.OK if state.is_good else ExitCode.SOURCE_FAILED)


def _show(state: Health) -> None:
    for source in state.sources:
        typer.echo(f"{'ok' if source.problem is None else 'not ok'}: {_described(source)}")
    if state.last_run_problem:
        typer.echo(f"not ok: {state.last_run_problem}")


def _described(source: SourceHealth) -> str:
    if source.age is None:
        return f"{source.name}: {source.problem}"
    problem = f"{source.problem}: " if source.problem else ""
    allowed = f"{_in_words(source.allowed_age)} allowed"
    return (
        f"{source.name}: {problem}edition {source.edition}, confirmed {_in_words(source.age)} ago, {allowed}"
    )


def _in_words(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours == 1 else f"{hours} hours"
