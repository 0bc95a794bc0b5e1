"""The files of an export: they hold what the database holds, whoever reads them, and their bytes depend on it alone."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import duckdb
import polars
import pyarrow.parquet as pq
import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode, UsageError
from diaspora_dw.exporting import tables
from diaspora_dw.exporting.export import Selection, export_warehouse
from diaspora_dw.exporting.relations import CLOCK_COLUMNS, FileFormat
from tests.conftest import CallCommand
from tests.exporting.conftest import export, publish_view
from tests.small_warehouse import SmallWarehouse

QUESTIONS = {
    "corridor": "select destination_name, migrants from corridor where origin_iso3_code = 'TJK' and year = 2024 "
    "order by migrants desc, destination_name",
    "emigration": "select year, sum(emigrants) as emigrants from emigration group by year order by year",
    "country": "select region_name, count(*) as countries from country group by region_name order by region_name",
    "indicator": "select iso3_code, avg(value) as mean from indicator group by iso3_code order by iso3_code",
    "policy": "select title, kind_label from policy where start_year >= 2016 order by title",
}
"""Questions that every engine can answer, by the view that they read."""


def test_parquet_has_every_value_of_every_view_and_table(
    exported_from: Database, parquet_export: Path
) -> None:
    package = json.loads((parquet_export / "datapackage.json").read_text(encoding="utf-8"))
    with exported_from.connect("reader") as connection:
        for resource in package["resources"]:
            table = pq.read_table(parquet_export / resource["path"])
            names = [field["name"] for field in resource["schema"]["fields"]]
            assert table.column_names == names, resource["name"]
            schema, _, relation = resource["name"].partition(".")
            columns = ", ".join(f"{name}::text" if name == "run_id" else name for name in names)
            ((grain,),) = connection.execute(
                "select max(grain) from dw.described_column where schema_name = %s and relation_name = %s",
                (schema, relation),
            )
            expected = connection.execute(
                f"select {columns} from {schema}.{relation} order by {grain}".encode()
            ).fetchall()
            assert [tuple(row.values()) for row in table.to_pylist()] == expected, resource["name"]
            assert resource["rows"] == len(expected)
    names = {resource["name"] for resource in package["resources"]}
    assert {"mart.corridor", "mart.source_status", "dw.fact_migrant_stock", "dw.dim_policy"} <= names


def test_csv_has_the_rows_that_parquet_has(csv_export: Path, parquet_export: Path) -> None:
    views = sorted((csv_export / "mart").iterdir())
    assert len(views) > 50
    for view in views:
        expected = duckdb.sql(f"from '{parquet_export / 'mart' / view.stem}.parquet'")
        types = dict(zip(expected.columns, map(str, expected.types), strict=True))
        rows = duckdb.read_csv(view, header=True, columns=types, allow_quoted_nulls=False).fetchall()
        assert sorted(rows, key=repr) == sorted(expected.fetchall(), key=repr), view.name


def test_lists_are_json_in_csv(csv_export: Path, parquet_export: Path) -> None:
    with (csv_export / "dw/dim_policy.csv").open(encoding="utf-8", newline="") as file:
        lists = [json.loads(row["objectives"]) for row in csv.DictReader(file) if row["objectives"]]
    expected = pq.read_table(parquet_export / "dw/dim_policy.parquet").column("objectives").to_pylist()
    assert lists == [items for items in expected if items is not None]
    assert any(lists)


@pytest.mark.parametrize("view", QUESTIONS)
def test_duckdb_and_polars_give_the_answers_of_postgresql(
    exported_from: Database, parquet_export: Path, view: str
) -> None:
    with exported_from.connect("reader") as connection:
        expected = connection.execute(QUESTIONS[view].encode()).fetchall()
    assert expected
    path = parquet_export / f"mart/{view}.parquet"
    with duckdb.connect() as duck:
        duck.execute(f"create view {view} as from '{path}'")
        assert duck.execute(QUESTIONS[view]).fetchall() == expected
    frames = polars.SQLContext({view: polars.scan_parquet(path)}, eager=True)
    assert frames.execute(QUESTIONS[view]).rows() == expected


def test_columns_of_parquet_say_what_they_mean(parquet_export: Path) -> None:
    schema = pq.read_schema(parquet_export / "mart/corridor.parquet")
    migrants = schema.field("migrants").metadata
    assert migrants[b"unit"] == b"persons"
    assert migrants[b"aggregation"] == b"within one year"
    assert migrants[b"description"]
    assert schema.metadata[b"grain"] == b"origin_iso3_code, destination_iso3_code, year"
    assert pq.ParquetFile(parquet_export / "mart/corridor.parquet").metadata.row_group(0).column(
        0
    ).compression == ("ZSTD")


@pytest.mark.parametrize("file_format", FileFormat)
def test_an_unchanged_state_gives_the_same_bytes(
    exported_from: Database, file_format: FileFormat, parquet_export: Path, csv_export: Path
) -> None:
    folder = parquet_export if file_format is FileFormat.PARQUET else csv_export
    written = export(exported_from, folder, file_format)
    assert (written.changed, written.removed) == (0, 0)


def test_columns_that_change_by_the_clock_are_left_out(parquet_export: Path) -> None:
    names = set(pq.read_schema(parquet_export / "mart/source_status.parquet").names)
    assert "edition" in names
    assert not names & CLOCK_COLUMNS["mart.source_status"]


def test_a_view_of_somebody_elses_is_left_out(small: SmallWarehouse, tmp_path: Path) -> None:
    with small.database.connect("owner") as connection:
        connection.execute("create view mart.mine as select 1 as one")
        connection.execute("comment on view mart.mine is 'What I need. Grain: one.'")
    export(small.database, tmp_path / "export", selection=Selection.MART)
    files = {path.stem for path in (tmp_path / "export/mart").iterdir()}
    assert "emigration" in files
    assert "mine" not in files


@pytest.mark.parametrize("file_format", FileFormat)
def test_all_files_are_of_one_state(small: SmallWarehouse, tmp_path: Path, file_format: FileFormat) -> None:
    def rename(name: str) -> None:
        with small.database.connect("owner") as connection:
            connection.execute("update dw.dim_country set country_name = 'Elsewhere' where iso3_code = 'TJK'")

    export_warehouse(small.database, tmp_path / "export", Selection.MART, file_format, rename)
    names = duckdb.sql(f"select distinct country_name from '{tmp_path}/export/mart/country.{file_format}'")
    assert ("Elsewhere",) not in names.fetchall()


def test_memory_does_not_grow_with_the_table(database: Database, tmp_path: Path) -> None:
    query = "select g as number, repeat(md5(g::text), 8) as words from generate_series(1, 400000) as g"
    publish_view(database, "wide", query, grain="number")
    script = """
import sys
from pathlib import Path
from diaspora_dw.database import Database
from diaspora_dw.exporting import relations, state, tables
import pyarrow.parquet, pandas, adbc_driver_postgresql.dbapi

def peak():  # in kB; getrusage would count the process that started this one
    return int(next(line for line in Path("/proc/self/status").open() if line.startswith("VmHWM")).split()[1])

database, file_format, folder = Database(sys.argv[1]), relations.FileFormat(sys.argv[2]), Path(sys.argv[3])
with state.open_state(database) as connection:
    (wide,) = [found for found in relations.read_relations(connection, ["mart"]) if found.name == "wide"]
    before = peak()
    with tables.open_writer(database, connection, file_format) as write:
        rows = write(wide, folder / file_format)
print(rows, (peak() - before) // 1024)
"""
    for file_format in FileFormat:
        done = subprocess.run(
            [sys.executable, "-c", script, database.owner_url, file_format, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
        )
        rows, megabytes = map(int, done.stdout.split())
        print(f"{file_format}: 400,000 rows of 260 bytes took {megabytes} MB more memory")
        assert rows == 400_000
        assert megabytes < 90, f"{file_format} took {megabytes} MB"  # 66 MB as Parquet, of 104 MB


def test_csv_needs_no_extra_and_parquet_says_which(small: SmallWarehouse, tmp_path: Path) -> None:
    with mock.patch.object(tables, "HAS_PARQUET", new=False):
        export(small.database, tmp_path / "csv", FileFormat.CSV, Selection.STAR)
        with pytest.raises(UsageError, match="need the extra `export`"):
            export(small.database, tmp_path / "parquet")
    assert not (tmp_path / "parquet").exists()


def test_an_export_of_an_empty_warehouse_says_what_to_run(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the warehouse is empty"):
        export(database, tmp_path / "export")


def test_the_command_says_what_it_wrote(
    command: CallCommand, exported_from: Database, parquet_export: Path, tmp_path: Path
) -> None:
    first = command("export", "--output", str(tmp_path / "export"), "--json", database=exported_from)
    assert first.code == 0, first.err
    report = first.json()
    assert report["tables"]["mart.corridor"] > 0
    assert report["format"] == "parquet"
    assert report["changed"] == report["files"] > len(report["tables"])
    assert "export: mart.corridor" in first.err
    again = command("export", "--output", str(tmp_path / "export"), database=exported_from)
    assert "0 written, 0 removed" in again.out
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").touch()
    refused = command("export", "--output", str(tmp_path / "other"), database=exported_from)
    assert refused.code == 2
    assert "not from `diaspora-dw export`" in refused.err


def test_an_interrupted_export_says_so_and_leaves_no_folder(exported_from: Database, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "diaspora_dw", "export", "--output", str(tmp_path / "new" / "export")],
        env={**os.environ, "DATABASE_URL": exported_from.owner_url},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    process.stderr.readline()  # the first view
    process.send_signal(signal.SIGINT)
    _, printed = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    assert printed.endswith("Interrupted.\n")
    assert "Traceback" not in printed
    assert list(tmp_path.iterdir()) == []
