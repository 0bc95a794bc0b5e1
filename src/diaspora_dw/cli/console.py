r"""Print tables and JSON documents, and open what `--output` names.

A table that is wider than the terminal is printed one field a line, as psql does with `\x auto`. Where there is no
terminal, a table is as wide as it needs to be.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from diaspora_dw.errors import UsageError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to this file instead of standard output."),
]

LONG_TEXT = 30
"""Longer texts may be wrapped. Codes, moments and most names of countries are shorter, and stay on one line."""

SEPARATED_FROM = 10_000
"""A column without a number as large as this has no thousands separators: a year is a year under any name."""

MOST_DECIMALS = 8
UNLIMITED = 1_000_000


def print_json(document: Any, file: TextIO | None = None) -> None:
    """Print one JSON document on standard output or to a file."""
    print(json.dumps(document, indent=2, default=str, ensure_ascii=False), file=file)


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Yield the file to write to, or standard output. Raises `UsageError` if the file cannot be written."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}",
            advice="Give --output a file in an existing folder that you can write to.",
        ) from error


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str | None = None,
    *,
    wrap: bool = True,
    file: TextIO | None = None,
) -> None:
    """Print a table with numbers on the right, or one field a line if the terminal is too narrow for it.

    With `wrap`, long texts are wrapped first, at spaces.
    """
    from rich.console import Console  # noqa: PLC0415 - only tables need it, and it takes a while to import
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = list(zip(*rows, strict=True)) or [() for _ in columns]
    texts = [_format_column(column) for column in cells]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, column, text in zip(columns, cells, texts, strict=True):
        is_long = max(map(len, text), default=0) > LONG_TEXT
        table.add_column(
            name, justify="right" if _is_numeric(column) else "left", no_wrap=not is_long, overflow="fold"
        )
    records = list(zip(*texts, strict=True))
    for record in records:
        table.add_row(*map(Text, record))

    console = Console(file=file)
    size = console.measure(table, options=console.options.update_width(UNLIMITED))
    if not console.is_terminal:
        console.width = UNLIMITED
    if title:
        console.print(Text(title, style="bold"))
    if (size.minimum if wrap else size.maximum) <= console.width:
        console.print(table)
        return
    for number, record in enumerate(records, start=1):
        fields = Table.grid(padding=(0, 2))
        fields.add_column(no_wrap=True)
        fields.add_column(overflow="fold")
        for name, text in zip(columns, record, strict=True):
            fields.add_row(name, Text(text))
        console.print(Text(f"row {number}", style="bold"))
        console.print(fields)


def _is_numeric(column: Sequence[object]) -> bool:
    values = [value for value in column if value is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _format_column(column: Sequence[Any]) -> list[str]:
    """Return the texts of a column's values; all numbers of a column have the same number of decimals."""
    if not _is_numeric(column):
        return [_format(value) for value in column]
    numbers = [Decimal(str(value)) for value in column if value is not None and math.isfinite(value)]
    separator = "," if any(abs(number) >= SEPARATED_FROM for number in numbers) else ""
    decimals = _decimals(numbers)
    return ["" if value is None else f"{value:{separator}.{decimals}f}" for value in column]


def _decimals(numbers: list[Decimal]) -> int:
    """Return how many decimals a column needs: no more than it has; two, or more to show its smallest number."""
    stored = max((-int(number.normalize().as_tuple().exponent) for number in numbers), default=0)
    smallest = min((number.adjusted() for number in numbers if number), default=0)
    return max(0, min(stored, max(2, 1 - smallest), MOST_DECIMALS))


def _format(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_format, value))
        case dict():
            return json.dumps(value, default=str, ensure_ascii=False)
        case _:
            return str(value)
