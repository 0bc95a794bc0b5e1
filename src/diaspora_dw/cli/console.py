"""Where people read: tables and messages on a terminal, plain lines elsewhere."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

output = Console()
errors = Console(stderr=True)


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, indent=2, default=str, ensure_ascii=False))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table that fits the terminal; numbers stand on the right. Elsewhere lines are as long as they are."""
    held = [list(row) for row in rows]
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numeric = any(isinstance(row[index], (int, float)) for row in held)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    years = [column == "year" or column.endswith("_year") for column in columns]
    for row in held:
        cells = (
            str(cell) if is_year and cell is not None else _shown(cell)
            for cell, is_year in zip(row, years, strict=True)
        )
        table.add_row(*map(Text, cells))
    if output.is_terminal:
        output.print(table)
    else:
        Console(width=400, file=output.file).print(table)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
