r"""Print tables and JSON documents, and open what `--output` names.

A table that is wider than the terminal is printed one field a line, as psql does with `\x auto`. Where there is no
terminal, a table is as wide as it needs to be.
"""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.cells import cell_len

from diaspora_dw.errors import UsageError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to this file instead of standard output."),
]

LONG_TEXT = 30
"""Longer texts may be wrapped, to this width. Codes, moments and most names of countries are shorter."""

SEPARATED_FROM = 10_000
"""A column without a number as large as this has no thousands separators: a year is a year under any name."""

MOST_DECIMALS = 8
GAP = "  "


def print_json(document: Any, file: TextIO | None = None) -> None:
    """Print one JSON document on standard output or to a file."""
    print(json.dumps(document, indent=2, default=_to_json, ensure_ascii=False), file=file)


def _to_json(value: object) -> int | float | str:
    """Return a number for PostgreSQL's numeric, as which it returns sums, and text for anything else."""
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == int(value) else float(value)
    return str(value)


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
    file = file or sys.stdout
    limit = shutil.get_terminal_size().columns if file.isatty() else sys.maxsize
    bold = partial(typer.style, bold=True) if file.isatty() else str
    rows = list(rows)
    values = list(zip(*rows, strict=True)) or [() for _ in columns]
    texts = [_format_column(column) for column in values]
    widths = [max(map(cell_len, (name, *column))) for name, column in zip(columns, texts, strict=True)]
    if wrap:
        _narrow(widths, limit)
    if title:
        print(bold(title), file=file)
    if _width(widths) <= limit or not rows:
        head, *lines = _table_lines([columns, *zip(*texts, strict=True)], widths, values)
        print(bold(head), *lines, sep="\n", file=file)
        return
    for number, record in enumerate(zip(*texts, strict=True), start=1):
        print(bold(f"row {number}"), *_field_lines(columns, record, limit), sep="\n", file=file)


def _table_lines(
    rows: Iterable[Sequence[str]], widths: Sequence[int], values: Sequence[Sequence[object]]
) -> Iterator[str]:
    """Yield the lines of rows, numbers on the right."""
    pads = [_pad_left if _is_numeric(column) else _pad_right for column in values]
    for row in rows:
        for parts in zip_longest(*map(_wrap, row, widths), fillvalue=""):
            cells = (pad(part, width) for pad, part, width in zip(pads, parts, widths, strict=True))
            yield GAP.join(cells).rstrip()


def _field_lines(columns: Sequence[str], row: Sequence[str], limit: int) -> Iterator[str]:
    """Yield the lines of one row with one field a line."""
    names = max(map(len, columns))
    for name, text in zip(columns, row, strict=True):
        for heading, part in zip_longest(
            [name], _wrap(text, max(LONG_TEXT, limit - names - len(GAP))), fillvalue=""
        ):
            yield f"{heading.ljust(names)}{GAP}{part}".rstrip()


def _width(widths: list[int]) -> int:
    """Return the width of a table with columns of these widths."""
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _narrow(widths: list[int], limit: int) -> None:
    """Make the widest columns narrower, as far as long texts allow, until the table fits."""
    while (excess := _width(widths) - limit) > 0 and max(widths) > LONG_TEXT:
        widest = widths.index(max(widths))
        widths[widest] = max(LONG_TEXT, widths[widest] - excess)


def _wrap(text: str, width: int) -> list[str]:
    return [text] if cell_len(text) <= width and "\n" not in text else textwrap.wrap(text, width)


def _pad_left(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _pad_right(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _is_numeric(column: Sequence[object]) -> bool:
    values = [value for value in column if value is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _format_column(column: Sequence[Any]) -> list[str]:
    """Return the texts of a column's values; all numbers of a column have the same number of decimals."""
    if not _is_numeric(column):
        return [_format(value) for value in column]
    numbers = [None if value is None else Decimal(str(value)) for value in column]
    finite = [number for number in numbers if number is not None and number.is_finite()]
    separator = "," if any(abs(number) >= SEPARATED_FROM for number in finite) else ""
    decimals = _decimals(finite)
    return ["" if number is None else f"{number:{separator}.{decimals}f}" for number in numbers]


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
