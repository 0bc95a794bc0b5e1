"""`diaspora-dw check`: all checks on what is current."""

from typing import Annotated

import typer

from diaspora_dw.cli.console import print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.inspecting.checking import check_current
from diaspora_dw.settings import Settings


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Run every check on every release in use. Exits with 3 where one of severity error finds something."""
    results = check_current(Database.open(Settings()))
    if as_json:
        print_json([result.as_json() for result in results])
    else:
        print_table(
            "",
            ("check", "severity", "release", "failing rows", "what"),
            [
                (
                    r.finding.check.name,
                    r.finding.check.severity,
                    r.subject,
                    r.finding.failing_rows,
                    r.finding.check.what,
                )
                for r in results
            ],
        )
        for result in results:
            if result.finding.failing_rows:
                typer.echo(f"{result.subject} {result.finding.described()}")
    stopping = any(result.finding.stops for result in results)
    if stopping:
        raise typer.Exit(ExitCode.CHECKS_FAILED)
