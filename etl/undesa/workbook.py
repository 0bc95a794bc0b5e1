"""Open a workbook that may not be one: from bytes to the cells of a sheet, or a clear error.

Formulas and links to other files are harmless: calamine reads the values that Excel stored and computes nothing.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from diaspora_dw.errors import ContentError

ZIP_SIGNATURE = b"PK\x03\x04"
MEGABYTE = 1_000_000

# The editions of 2020 and 2024 have 3 to 6 MB, 19 MB unpacked, and a dozen parts.
MAX_BYTES = 60 * MEGABYTE
MAX_UNPACKED_BYTES = 300 * MEGABYTE
MAX_PARTS = 500

# calamine allocates the whole rectangle around a sheet's cells: for one stray cell at XFD1048576 that is 500 GB,
# and the process dies. The editions end at AE and row 23,000. Columns beyond CZ and rows beyond 99,999 are refused.
# Such a reference is always the whole value of an attribute of a tag with content.
FAR_CELL = re.compile(rb"""=\s*["']((?:[D-Z][A-Z]|[A-Z]{3})\d+|[A-Z]{1,2}\d{6,7})["'][^>]*(?<!/)>""")

BY_HAND = (
    "Download the workbook in a browser (un.org/development/desa/pd/content/international-migrant-stock) "
    "and run again with --file undesa=PATH."
)

# An error such as #REF! has a cell type of its own, and calamine returns a blank cell for it. Looking for the type
# first is six times as fast as the pattern, and sound workbooks have none.
ERROR_TYPES = (b'"e"', b"'e'")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])[^>]*?\sr\s*=\s*["']([A-Z]+\d+)["']""")


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet. Rows and columns count from 0 at the top left. Blank cells are ''."""

    file_name: str
    name: str
    rows: list[list[Any]]

    def address(self, row: int, column: int) -> str:
        """Return a cell's address as a spreadsheet program shows it, such as "Table 1!K234"."""
        return f"{self.name}!{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0, such as A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def detect_file_type(beginning: bytes) -> str | None:
    """Return what bytes seem to be, or None if they begin like a workbook."""
    if beginning.startswith(ZIP_SIGNATURE):
        return None
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old workbook (.xls) or one with a password"
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "a web page"
    return "an unknown file type" if beginning else "an empty file"


def check_package(data: bytes, file_name: str) -> None:
    """Raise `ContentError` for a file that is not a sound ZIP package of a reasonable size."""
    if len(data) > MAX_BYTES:
        raise _refusal(file_name, f"has {len(data) / MEGABYTE:,.0f} MB, too much for a workbook of figures")
    if found := detect_file_type(data[:1024]):
        raise _refusal(file_name, f"is not a workbook (.xlsx) but {found}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_parts(package, file_name)
    except ContentError:
        raise
    except Exception as fault:
        # Damaged bytes make zipfile raise almost anything: BadZipFile, zlib.error, LZMAError, UnicodeDecodeError,
        # RuntimeError (encrypted), NotImplementedError (unknown compression), EOFError.
        raise _refusal(file_name, f"is cut off or damaged: {fault}") from fault


def _check_parts(package: zipfile.ZipFile, file_name: str) -> None:
    """Read every part once, in chunks, which verifies its checksum."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise _refusal(
            file_name,
            f"would unpack to {unpacked / MEGABYTE:,.0f} MB in {len(parts)} parts, "
            "too much for a workbook of figures",
        )
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/")
        with package.open(part) as stream:
            tail = b""
            while chunk := stream.read(MEGABYTE):
                if is_sheet:
                    _check_cells(tail + chunk, f"{file_name} ({part.filename})")
                tail = chunk[-100:]


def _check_cells(sheet_part: bytes, place: str) -> None:
    """Refuse cells that would crash calamine, or that it would read as blank."""
    if far := FAR_CELL.search(sheet_part):
        raise _refusal(place, f"has a cell at {far[1].decode()}, far outside any table")
    if any(kind in sheet_part for kind in ERROR_TYPES) and (error := ERROR_CELL.search(sheet_part)):
        raise _refusal(place, f"has an error value (such as #REF!) at {error[1].decode()}")


def read_sheet(data: bytes, file_name: str, sheet_name: str) -> Sheet:
    """Return the cells of a sheet. Raise `ContentError` naming the file, and the sheet if that is missing."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only needed here

    check_package(data, file_name)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        if sheet_name not in workbook.sheet_names:
            sheets = ", ".join(workbook.sheet_names) or "none"
            raise _refusal(file_name, f"has no sheet '{sheet_name}'; its sheets are: {sheets}")
        rows = workbook.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
    except CalamineError as fault:
        raise _refusal(file_name, f"cannot be read as a workbook: {fault}") from fault
    return Sheet(file_name, sheet_name, rows)


def _refusal(file_name: str, reason: str) -> ContentError:
    return ContentError(f"{file_name} {reason}", advice=BY_HAND)
