"""Open a workbook that may not be one: from bytes to the cells of a sheet, or a clear error.

Formulas and links to other files are harmless: calamine reads the values that Excel stored and computes nothing.
"""

import logging
import pickle
import re
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from diaspora_dw.errors import ContentError, DiasporaError

log = logging.getLogger(__name__)

ZIP_SIGNATURE = b"PK\x03\x04"
MEGABYTE = 1_000_000

# The editions of 2020 and 2024 have 3 to 6 MB, 19 MB unpacked, and a dozen parts.
MAX_BYTES = 60 * MEGABYTE
MAX_UNPACKED_BYTES = 300 * MEGABYTE
MAX_PARTS = 500

# calamine allocates the whole rectangle around a sheet's cells: for one stray cell at XFD1048576 that is 500 GB, and
# the process aborts. It accepts references in small letters, cells without any, and sheets that are not where they
# usually are, so no check of the file is as good as limits to the process. The editions need 100 MB and one second.
READER = Path(__file__).with_name("cells.py")
MAX_MEMORY = 600 * MEGABYTE
MAX_SECONDS = 60
SIGNALS_AT_LIMITS = {-signal.SIGXCPU, -signal.SIGABRT, -signal.SIGKILL}

# An error such as #REF! has a cell type of its own, and calamine returns a blank cell for it. Looking for the type
# first is six times as fast as the pattern, and sound workbooks have none. The pattern never looks beyond the next `<`:
# it would take minutes for a part that is full of them, and stop all threads meanwhile.
ERROR_TYPES = (b'"e"', b"'e'")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\st\s*=\s*["']e["'][^<>]*""")
REFERENCE = re.compile(rb"""\sr\s*=\s*["'](\w+)["']""")

_sound_packages: set[bytes] = set()
"""Digests of packages that were checked: a workbook is checked when it arrives, and read a sheet at a time."""


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
    digest = sha256(data).digest()
    if digest in _sound_packages:
        return
    if found := detect_file_type(data[:1024]):
        raise _refusal(file_name, f"is not a workbook (.xlsx) but {found}")
    if not zipfile.is_zipfile(BytesIO(data)):
        raise _refusal(file_name, "is cut off: it lacks the list of its parts, with which a workbook ends")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_parts(package, file_name)
    except ContentError:
        raise
    except Exception as fault:
        # Damaged bytes make zipfile raise almost anything: BadZipFile, zlib.error, LZMAError, UnicodeDecodeError,
        # RuntimeError (encrypted), NotImplementedError (unknown compression), EOFError.
        raise _refusal(file_name, f"is damaged: {fault}") from fault
    _sound_packages.add(digest)


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
        with package.open(part) as stream:
            tail = b""
            while chunk := stream.read(MEGABYTE):
                _check_cells(tail + chunk, f"{file_name} ({part.filename})")
                tail = chunk[-100:]


def _check_cells(part: bytes, place: str) -> None:
    """Refuse cells that calamine would read as blank. A sheet can have any name in the package."""
    if any(kind in part for kind in ERROR_TYPES) and (error := ERROR_CELL.search(part)):
        reference = REFERENCE.search(error[0])
        cell = reference[1].decode() if reference else "a cell without a reference"
        raise _refusal(place, f"has an error value (such as #REF!) at {cell}")


def read_sheet(data: bytes, file_name: str, sheet_name: str = "") -> Sheet:
    """Return the cells of a sheet, by default the first.

    Raises `ContentError` naming the file, and the sheet if that is missing.
    """
    check_package(data, file_name)
    limits = f"{MAX_SECONDS} seconds and {MAX_MEMORY // MEGABYTE} MB of memory"
    try:
        reader = subprocess.run(
            [sys.executable, "-P", READER, sheet_name, str(MAX_MEMORY), str(MAX_SECONDS)],
            input=data,
            capture_output=True,
            check=False,
            timeout=2 * MAX_SECONDS,  # on a busy machine, or if it hangs
        )
    except subprocess.TimeoutExpired as fault:
        raise _refusal(file_name, f"cannot be read within {limits} (its reader was killed)") from fault
    if reader.returncode != 0:
        errors = reader.stderr.decode(errors="replace")
        log.debug("%s", errors)
        reason = next((line for line in reversed(errors.splitlines()) if "Error" in line), "no reason given")
        if reader.returncode in SIGNALS_AT_LIMITS or reason.startswith("MemoryError"):
            raise _refusal(
                file_name,
                f"cannot be read within {limits} "
                f"(its reader ended with {reader.returncode}); a cell may be far outside the table",
            )
        raise DiasporaError(
            f"{file_name}: the process that reads workbooks ended with {reader.returncode}: {reason}",
            advice="Check the installation (pip check), and report this if it is in order.",
        )
    found = pickle.loads(reader.stdout)  # noqa: S301 - its own process wrote it
    if isinstance(found, str):
        raise _refusal(file_name, found)
    return Sheet(file_name, *found)


def _refusal(file_name: str, reason: str) -> ContentError:
    return ContentError(f"{file_name} {reason}")
