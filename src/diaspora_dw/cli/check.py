"""`diaspora-dw check`: all checks on what is in use."""

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.cli.finding import print_finding
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.checking import check_active
from diaspora_dw.settings import Settings

EXAMPLES = ("diaspora-dw check",)


def check(as_json: AsJson = False) -> None:
    """Run every check on every release in use. Exits with 3 if one of severity error finds something."""
    results = check_active(Database.open(Settings()))
    if as_json:
        print_json([{"subject": name, **found.model_dump()} for name, found in results])
    else:
        failing = [(name, found) for name, found in results if found.failing_rows]
        for name, found in failing:
            print_finding(found, name)
        typer.echo(f"{len(results) - len(failing)} of {len(results)} checks passed.")
    if any(found.stops for _, found in results):
        raise typer.Exit(ExitCode.CHECKS_FAILED)
