"""Prints factsheets in any format, one of them or a folder of all."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.text import as_text


class SheetFormat(StrEnum):
    """The format of a factsheet."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"

    @property
    def suffix(self) -> str:
        """How names of files in this format end."""
        return ".txt" if self is SheetFormat.TEXT else f".{self}"


def printed(sheet: Factsheet, sheet_format: SheetFormat) -> str | bytes:
    """Return a factsheet as it stands in a file: text, or the bytes of a PDF.

    Raises `UsageError` if there is nothing installed to print a PDF with.
    """
    match sheet_format:
        case SheetFormat.TEXT:
            return f"{as_text(sheet)}\n"
        case SheetFormat.JSON:
            return f"{sheet.model_dump_json(indent=2)}\n"
        case _:
            from diaspora_dw.rendering.html import as_html  # noqa: PLC0415 - Jinja and Vega take long to import
            from diaspora_dw.rendering.pdf import as_pdf  # noqa: PLC0415

            page = as_html(sheet)
            return as_pdf(page) if sheet_format is SheetFormat.PDF else f"{page}\n"


def write_all(
    sheets: Sequence[Factsheet], sheet_format: SheetFormat, folder: Path
) -> Iterator[tuple[Path, bool]]:
    """Write factsheets into a folder, such as `TJK.html`, and yield each file and whether its bytes are new.

    Each core prints its share. Raises `UsageError` if a file cannot be written.
    """
    write = partial(_write, sheet_format=sheet_format, folder=folder)
    # Started afresh: a fork of a process with threads, such as Vega's, can hang.
    with writable(folder), ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(write, sheets)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Make the folder if it is not there. Raise `UsageError` if it, or a file in it, cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            advice="Give --output a folder that you can write to, on a disk with enough space.",
        ) from error


def _write(sheet: Factsheet, sheet_format: SheetFormat, folder: Path) -> tuple[Path, bool]:
    path = folder / f"{sheet.country.iso3_code}{sheet_format.suffix}"
    whole = printed(sheet, sheet_format)
    new = whole.encode() if isinstance(whole, str) else whole
    if path.is_file() and path.read_bytes() == new:
        return path, False
    path.write_bytes(new)
    return path, True
