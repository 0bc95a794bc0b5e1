"""`diaspora-dw status`: what is loaded, how old it is, and how the last runs went."""

from datetime import datetime
from typing import Annotated

import typer

from diaspora_dw.cli.console import output, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.inspecting.overview import read_overview
from diaspora_dw.migrating import current_revision
from diaspora_dw.settings import Settings


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Show sources, editions, ages, the last runs and what checks found."""
    database = Database.open(Settings())
    if current_revision(database) is None:
        raise DatabaseError(
            "the warehouse has not been set up in this database", advice="Run: diaspora-dw run"
        )
    overview = read_overview(database)
    if as_json:
        print_json(overview.as_json())
        return
    print_table(
        "Sources",
        ("source", "edition", "current", "sample", "stale", "rows", "retrieved", "confirmed"),
        [
            (
                f"{row['source_code']} {row['subject']}".strip(),
                row["edition"],
                row["is_current"],
                row["is_sample"],
                row["stale"],
                row["row_count"],
                _moment(row["retrieved_at"]),
                _moment(row["confirmed_at"]),
            )
            for row in overview.sources
        ],
    )
    output.print()
    print_table(
        "Last runs",
        ("started", "outcome", "exit", "seconds", "by", "what went wrong"),
        [
            (
                _moment(row["started_at"]),
                row["outcome"],
                row["exit_code"],
                row["seconds"],
                f"{row['started_by']}@{row['host']}",
                row["error"],
            )
            for row in overview.runs
        ],
    )
    if overview.runs and overview.runs[0]["advice"]:
        output.print(overview.runs[0]["advice"], markup=False, soft_wrap=True)
    if overview.runs:
        output.print()
        print_table(
            "Steps of the last run",
            ("source", "offer", "edition", "outcome", "rows", "bytes", "seconds", "what went wrong"),
            [
                (
                    step["source_code"],
                    step["offer"],
                    step["edition"],
                    step["outcome"],
                    step["rows"],
                    step["bytes"],
                    step["seconds"],
                    step["error"],
                )
                for step in overview.runs[0]["steps"]
            ],
        )
    if overview.findings:
        output.print()
        print_table(
            "Findings of checks, the latest of each",
            ("source", "edition", "check", "severity", "rows", "accepted by"),
            [
                (
                    f"{row['source_code']} {row['subject']}".strip(),
                    row["edition"],
                    row["check_name"],
                    row["severity"],
                    row["failing_rows"],
                    row["accepted_by"],
                )
                for row in overview.findings
            ],
        )
    if any(row["is_sample"] for row in overview.sources):
        output.print("\nSample: one country only, until a run reaches the publishers.")


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value:%Y-%m-%d %H:%M}"
