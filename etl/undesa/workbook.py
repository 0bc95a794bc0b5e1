"""Opening a workbook that may not be one: from bytes to the cells of a sheet, or a clear refusal.

Knows of ZIP and Excel, nothing of migrants. Formulas and links to other files are inert: calamine reads the
values that Excel stored and computes or fetches nothing.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from diaspora_dw.errors import ContentError

ZIP_SIGNATURE = b"PK\x03\x04"
MEGABYTE = 1_000_000

# The editions of 2020 and 2024 are 3 to 6 MB, 19 MB unpacked, with a dozen parts: ten times that is not ours.
MAX_BYTES = 60 * MEGABYTE
MAX_UNPACKED_BYTES = 300 * MEGABYTE
MAX_PARTS = 500

# calamine makes room for the whole rectangle around a sheet's cells: one stray cell at XFD1048576 is 500 GB,
# and the process dies. The editions end at AE and row 23,000: nothing beyond CZ or row 99,999 is theirs.
# Whatever stands around it, such a reference is the whole value of an attribute of a tag with content.
FAR_CELL = re.compile(
    rb"""=\s*["']((?:[D-Z][A-Z]|[A-Z]{3})\d+|[A-Z]{1,2}\d{6,7})["'][^>]*(?<!/)>""",
)

BY_HAND = (
    "Download the workbook in a browser (un.org/development/desa/pd/content/international-migrant-stock) "
    "and run again with --file undesa=PATH."
)

# An error such as #REF! is stored with a type of its own, and calamine gives it as a blank cell.
# Its type is looked for first: six times as fast as the pattern, and sound workbooks have none.
ERROR_TYPES = (b'"e"', b"'e'")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])[^>]*?\sr\s*=\s*["']([A-Z]+\d+)["']""")


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, rows and columns counted from its top left corner (0, 0); blank cells are ''."""

    file_name: str
    name: str
    rows: list[list[Any]]

    def address(self, row: int, column: int) -> str:
        """A cell's address as a spreadsheet program shows it, such as "Table 1!K234"."""
        return f"{self.name}!{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """The letters of a column counted from 0, such as A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def detect_file_type(beginning: bytes) -> str | None:
    """What bytes that do not begin like a workbook seem to be; None where they do."""
    if beginning.startswith(ZIP_SIGNATURE):
        return None
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        return "a workbook of the old kind (.xls) or with a password"
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "a web page"
    return "something else" if beginning else "empty"


def judge_package(data: bytes, file_name: str) -> None:
    """Raise `ContentError` for a file that is not a sound ZIP package of a reasonable size."""
    if len(data) > MAX_BYTES:
        raise _refusal(file_name, f"has {len(data) / MEGABYTE:,.0f} MB: more than a workbook of figures")
    instead = detect_file_type(data[:1024])
    if instead:
        raise _refusal(file_name, f"is not a workbook (.xlsx) but {instead}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _judge_parts(package, file_name)
    except ContentError:
        raise
    except Exception as fault:
        # Damaged bytes make zipfile and its unpackers raise whatever there is: BadZipFile, zlib.error, LZMAError,
        # UnicodeDecodeError, RuntimeError (encrypted), NotImplementedError (packed in an unknown way), EOFError.
        raise _refusal(file_name, f"is cut off or damaged: {fault}") from fault


def _judge_parts(package: zipfile.ZipFile, file_name: str) -> None:
    """Read every part once, which verifies its checksum, with little memory."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise _refusal(
            file_name,
            f"would unpack to {unpacked / MEGABYTE:,.0f} MB in {len(parts)} parts: "
            "more than a workbook of figures",
        )
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/")
        with package.open(part) as stream:
            tail = b""
            while chunk := stream.read(MEGABYTE):
                if is_sheet:
                    _judge_cells(tail + chunk, f"{file_name} ({part.filename})")
                tail = chunk[-100:]


def _judge_cells(sheet_part: bytes, place: str) -> None:
    """Refuse cells that calamine would die of, or pass over, by what their tags say."""
    if far := FAR_CELL.search(sheet_part):
        raise _refusal(place, f"has a cell at {far[1].decode()}, far outside any table")
    if any(kind in sheet_part for kind in ERROR_TYPES) and (error := ERROR_CELL.search(sheet_part)):
        raise _refusal(place, f"has an error value (such as #REF!) at {error[1].decode()}")


def read_sheet(data: bytes, file_name: str, sheet_name: str) -> Sheet:
    """The cells of a sheet. Raises `ContentError` naming the file, and the sheet where that is missing."""
    judge_package(data, file_name)
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
