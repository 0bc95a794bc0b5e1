"""Print tables and JSON documents, and declare the option that chooses JSON.

On a terminal a table fits its width; elsewhere its lines are not broken.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, indent=2, default=str, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print a table on standard output, with numbers on the right."""
    from rich.console import Console  # noqa: PLC0415 - only tables need it, and it takes a while to import
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    rows = [list(row) for row in rows]
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numeric = any(isinstance(row[index], (int, float)) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    years = [column == "year" or column.endswith("_year") for column in columns]
    for row in rows:
        table.add_row(*(Text(_format(cell, is_year)) for cell, is_year in zip(row, years, strict=True)))
    console = Console()
    (console if console.is_terminal else Console(width=400)).print(table)


def _format(value: object, is_year: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not is_year else str(value)
