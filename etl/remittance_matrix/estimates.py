"""What the publisher's formats have in common: the figures of one year, and how to refuse a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import pandas as pd

from diaspora_dw.errors import ContentError

EXAMPLES = 5
YEAR_DIGITS = "20[0-9]{2}"
"""What a year looks like: the first matrix is of 2010."""
MOST_MILLIONS = 1_000_000
"""More than the remittances of the world, in millions of US$."""
BY_HAND = (
    "Nothing was loaded. Compare with the publisher's file; provide a valid one with "
    "--file remittance_matrix=PATH."
)
NO_NAMES = pd.DataFrame(columns=["place_code", "place_name"], dtype=object)
WORLD = "900"
"""The code of the published sums, as in UN DESA's totals (`ops.published_total`)."""


@dataclass(frozen=True)
class Estimates:
    """The matrix of a year."""

    year: int
    figures: pd.DataFrame
    """Columns: origin_code (receives), destination_code (sends; both country_id as text, `WORLD`, or the name of a
    group of countries), remittances_usd (float64, above 0), place (the cell or line). Only what is estimated: the
    publisher leaves a corridor blank, or prints 0, where it has no stock of migrants or no recorded inflow."""
    names: pd.DataFrame
    """The names beside codes: place_code, place_name. None for a matrix, whose names are its codes."""
    updated_at: datetime | None = None
    """The month of the publisher's version, if the file tells it."""
    notes: Sequence[str] = ()
    """Irregularities that were accepted."""


def dollars(millions: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return US$, to the cent, of millions of US$: the unit of every format, whatever a column says."""
    return (millions * 1_000_000).round(2)


def refuse(place: str, reason: str) -> NoReturn:
    """Raise `ContentError` with a reason, naming the file and what part of it is meant."""
    raise ContentError(f"{place}: {reason}", advice=BY_HAND)


def read_lines(data: bytes, file_name: str) -> list[list[str]]:
    """Return the cells of a CSV file by line.

    Raises `ContentError` naming the file if it is not CSV in UTF-8, and the lines that are not as wide as the first.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        refuse(file_name, f"is not UTF-8 text: {fault.reason} at byte {fault.start:,}")
    if "\0" in text:
        refuse(file_name, "is not UTF-8 text: it has zero bytes")
    try:
        lines = list(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), strict=True))
    except csv.Error as fault:
        refuse(file_name, f"cannot be read as CSV: {fault}")
    width = len(lines[0]) if lines else 0
    if other := [
        f"line {number} ({len(line)})" for number, line in enumerate(lines, 1) if len(line) != width
    ]:
        refuse(file_name, f"the first line has {width} columns, but {summarise(other)} differ")
    return lines


def summarise(items: Sequence[str]) -> str:
    """Return the first items in a line, and how many there are besides."""
    more = f" and {len(items) - EXAMPLES:,} more" if len(items) > EXAMPLES else ""
    return ", ".join(items[:EXAMPLES]) + more
