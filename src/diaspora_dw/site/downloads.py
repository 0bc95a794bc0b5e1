"""The published views as files: zipped CSV, and Parquet where the extra `export` is installed."""

import shutil
import zipfile
from collections import defaultdict
from pathlib import Path

from diaspora_dw.database import Database
from diaspora_dw.exporting import tables
from diaspora_dw.exporting.relations import FileFormat, read_relations
from diaspora_dw.exporting.state import open_state

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The only time that a file in an archive has: the oldest that the format can hold."""
_BLOCK = 16 * 2**20


def write_downloads(database: Database, snapshot: str, folder: Path) -> dict[str, dict[str, int]]:
    """Write every view to a folder, and return the number of rows and the sizes of the files of each.

    They are of the state of another connection's transaction, which must be open until this begins.
    """
    folder.mkdir(parents=True, exist_ok=True)
    formats = FileFormat if tables.HAS_PARQUET else [FileFormat.CSV]
    written: dict[str, dict[str, int]] = defaultdict(dict)
    with open_state(database, snapshot) as connection:
        relations = read_relations(connection, ["mart"])
        for file_format in formats:
            with tables.open_writer(database, connection, file_format) as write_table:
                for relation in relations:
                    path = folder / f"{relation.name}.{file_format}"
                    written[relation.name]["rows"] = write_table(relation, path)
                    if file_format is FileFormat.CSV:
                        path = _zip(path)
                    written[relation.name][file_format.value] = path.stat().st_size
    return written


def _zip(table: Path) -> Path:
    """Put an archive of a table in its place."""
    entry = zipfile.ZipInfo(table.name, _OLDEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    path = table.with_name(f"{table.name}.zip")
    with zipfile.ZipFile(path, "w") as archive, table.open("rb") as file, archive.open(entry, "w") as packed:
        shutil.copyfileobj(file, packed, _BLOCK)
    table.unlink()
    return path
