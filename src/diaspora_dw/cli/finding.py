"""How a check's finding is printed."""

import typer

from diaspora_dw.loading.check import Finding


def print_finding(found: Finding, release: str = "") -> None:
    """Print a finding and, below it, some of its rows; `release` says what it is about if nothing above does."""
    accepted = f", accepted by {found.accepted_by}" if found.accepted_by else ""
    first, *rows = found.lines()
    typer.echo(f"{found.severity}{accepted}: {f'{release} {first}'.strip()}")
    for row in rows:
        typer.echo(f"  {row}")
