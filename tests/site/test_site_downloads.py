"""The files of the published views: that they hold what the views hold, and stay as they are while nothing changes."""

import csv
import io
import zipfile
from pathlib import Path
from unittest import mock

import pytest

from diaspora_dw.database import Database
from diaspora_dw.exporting import tables
from diaspora_dw.exporting.state import export_snapshot, open_state
from diaspora_dw.site.downloads import write_downloads
from tests.small_warehouse import SmallWarehouse


def write(database: Database, folder: Path) -> dict[str, dict[str, int]]:
    with open_state(database) as connection:
        return write_downloads(database, export_snapshot(connection), folder)


def rows_of(path: Path) -> list[list[str]]:
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        return list(csv.reader(io.TextIOWrapper(archive.open(name), "utf-8", newline="")))


def test_files_hold_the_rows_of_the_view_in_both_formats(small: SmallWarehouse, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    written = write(small.database, tmp_path)
    with small.database.connect("reader") as connection:
        cursor = connection.execute(
            "select * from mart.corridor order by origin_iso3_code, destination_iso3_code, year"
        )
        expected = cursor.fetchall()
        columns = [column.name for column in cursor.description or ()]
    table = parquet.read_table(tmp_path / "corridor.parquet")
    assert table.column_names == columns
    assert [tuple(row.values()) for row in table.to_pylist()] == expected
    assert rows_of(tmp_path / "corridor.csv.zip")[0] == columns
    assert written["corridor"]["rows"] == len(expected) == len(rows_of(tmp_path / "corridor.csv.zip")) - 1
    assert table.schema.field("migrants").metadata[b"unit"] == b"persons"


def test_the_same_figures_give_the_same_bytes(small: SmallWarehouse, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert write(small.database, first) == write(small.database, second)
    names = {path.name for path in first.iterdir()}
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)
    assert names == {path.name for path in second.iterdir()}


def test_without_the_extra_there_is_only_csv(small: SmallWarehouse, tmp_path: Path) -> None:
    with mock.patch.object(tables, "HAS_PARQUET", new=False):
        written = write(small.database, tmp_path)
    assert not list(tmp_path.glob("*.parquet"))
    assert "parquet" not in written["country"]
