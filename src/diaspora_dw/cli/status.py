"""`diaspora-dw status`: what is loaded, how old it is, and how the last runs went."""

from datetime import UTC, datetime

import typer

from diaspora_dw.cli.console import AsJson, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.inspecting.overview import Row, read_overview
from diaspora_dw.migrating import require_warehouse
from diaspora_dw.settings import Settings

EXAMPLES = ("diaspora-dw status", "diaspora-dw status --json")


def status(as_json: AsJson = False) -> None:
    """Show sources, editions, ages, the last runs and what checks found."""
    database = Database.open(Settings())
    require_warehouse(database)
    overview = read_overview(database)
    if as_json:
        print_json(overview.model_dump())
        return
    _show(
        "Sources",
        overview.sources,
        "source edition is_current is_sample is_withdrawn stale row_count retrieved_at confirmed_at",
    )
    for run in overview.runs:
        run["by"] = f"{run['started_by']}@{run['host']}"
    last = overview.runs[0] if overview.runs else None
    if last and any(step["error"] for step in last["steps"]):
        last["error"] = "see its steps below"
    typer.echo()
    _show("Last runs", overview.runs, "started_at outcome exit_code seconds by error")
    if last:
        typer.echo()
        if last["steps"]:
            _show(
                "Steps of the last run",
                last["steps"],
                "source dataset edition outcome rows bytes seconds error",
            )
        if last["advice"]:
            typer.echo(last["advice"])
    if overview.findings:
        typer.echo()
        _show(
            "Findings of checks, the latest of each",
            overview.findings,
            "source edition check_name severity failing_rows accepted_by",
        )
    if any(row["is_sample"] for row in overview.sources):
        typer.echo("\nThis is the bundled sample: one country only, until a run reaches the publishers.")


HEADINGS = {
    "is_current": "current",
    "is_sample": "sample",
    "is_withdrawn": "withdrawn",
    "row_count": "rows",
    "retrieved_at": "retrieved (UTC)",
    "confirmed_at": "confirmed (UTC)",
    "started_at": "started (UTC)",
    "exit_code": "exit",
    "check_name": "check",
    "failing_rows": "rows",
    "accepted_by": "accepted by",
    "error": "what went wrong",
}
"""The headings of columns that are not headed by their name."""


def _show(title: str, rows: list[Row], columns: str) -> None:
    """Print the named columns of rows; `source` is the source with its subject."""
    names = columns.split()
    for row in rows:
        if "source_code" in row:
            row["source"] = f"{row['source_code']} {row.get('subject', '')}".strip()
    shown = [[_shown(row[name]) for name in names] for row in rows]
    print_table([HEADINGS.get(name, name) for name in names], shown, title)


def _shown(value: object) -> object:
    """Return a moment to the second in UTC, as the headings say, and a number of seconds with two decimals."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return round(value, 2) if isinstance(value, float) else value
