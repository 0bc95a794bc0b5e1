"""Take the CSV files out of what a user hands over: the publisher's ZIP, or the files themselves."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from diaspora_dw.errors import ContentError

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins, and how one without parts does."""
ENCRYPTED = 1
"""The bit in the flags of a part."""
MEGABYTE = 1_000_000

# Version 1.0 has 0.8 MB, its CSV files 1 MB. Version 3.0 has about ten times as many rows.
MAX_BYTES = 50 * MEGABYTE
MAX_UNPACKED_BYTES = 100 * MEGABYTE
MAX_PARTS = 500

BY_HAND = (
    "Download the ZIP of a version in a browser (https://hdl.handle.net/1814/73190) and run again with "
    "--file globalcit=PATH, or with --file for each of its CSV files."
)


@dataclass(frozen=True)
class CsvFile:
    """A CSV file; `place` also names the archive that it is in."""

    name: str
    place: str
    data: bytes


def csv_files(name: str, data: bytes) -> list[CsvFile]:
    """Return the CSV files in an archive, or the file itself. Raise `ContentError` for an archive that is unsound.

    Other files of the archive, such as the codebook, are left alone.
    """
    if not data.startswith(ZIP_SIGNATURES):
        return [CsvFile(name, name, data)]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unpack(name, archive)
    except ContentError:
        raise
    except Exception as fault:
        # Damaged bytes make zipfile raise almost anything, as in the workbooks of other sources.
        raise ContentError(f"{name} is cut off or damaged: {fault}", advice=BY_HAND) from fault


def _unpack(name: str, archive: zipfile.ZipFile) -> list[CsvFile]:
    parts = archive.infolist()
    wanted = [part for part in parts if _is_csv(PurePosixPath(part.filename))]
    unpacked = sum(part.file_size for part in wanted)  # zipfile reads no more than a part declares
    if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise ContentError(
            f"{name} would unpack to {unpacked / MEGABYTE:,.0f} MB in {len(parts)} parts, "
            "too much for the dataset",
            advice=BY_HAND,
        )
    if not wanted:
        raise ContentError(f"{name} has no CSV file in it", advice=BY_HAND)
    if any(part.flag_bits & ENCRYPTED for part in wanted):
        raise ContentError(
            f"{name} is encrypted",
            advice="Unpack it with its password and run again with --file globalcit=PATH for each of its CSV files.",
        )
    return [
        CsvFile(PurePosixPath(part.filename).name, f"{name}, {part.filename}", archive.read(part))
        for part in wanted
    ]


def _is_csv(path: PurePosixPath) -> bool:
    """Return whether a part is a CSV file, and not what macOS puts beside one."""
    return path.suffix.lower() == ".csv" and not path.name.startswith("._")
