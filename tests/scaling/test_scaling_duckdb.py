"""The views on DuckDB: from the same definitions, with PostgreSQL's figures."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from diaspora_dw.errors import UsageError
from diaspora_dw.scaling.duck import DUCKDB, make_duckdb
from diaspora_dw.scaling.package import Package
from diaspora_dw.scaling.translation import Function, translated_views
from tests.conftest import CallCommand

FROM_DATA = {"mart.data_dictionary", "mart.indicator_by_group", "mart.source_status"}


def test_every_view_equals_that_of_postgresql(
    command: CallCommand, package_folder: Path, tmp_path: Path
) -> None:
    database = tmp_path / "warehouse.duckdb"
    made = command(
        "scale",
        "duckdb",
        "--package",
        str(package_folder),
        "--database",
        str(database),
        "--json",
        database=None,
    )
    assert made.code == 0, made.err
    report = made.json()
    print(f"{report['views']} views on DuckDB: {report['differing_rows'] or 'all equal'}")
    assert report["views"] == len(Package.read(package_folder).views) > 50
    with duckdb.connect(database, read_only=True) as connection:
        assert connection.execute("select count(*) from mart.corridor").fetchall() > [(0,)]
        assert connection.execute("select count(*) from dw.fact_migrant_stock").fetchall() > [(0,)]


def test_only_views_of_what_is_not_exported_are_taken_from_data(package_folder: Path) -> None:
    taken = {view.name for view in translated_views(package_folder, DUCKDB) if view.query is None}
    assert taken == FROM_DATA


def test_a_figure_that_differs_is_found_in_whatever_folder(package_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "the ministry's export"
    shutil.copytree(package_folder, folder)
    file = folder / "mart/emigration.parquet"
    changed = duckdb.read_parquet(str(file)).project("* replace (emigrants + 1 as emigrants)")
    changed.write_parquet(str(tmp_path / "changed.parquet"))
    (tmp_path / "changed.parquet").rename(file)
    differences = make_duckdb(Package.read(folder), tmp_path / "warehouse.duckdb")
    assert {view for view, rows in differences.items() if rows} == {"mart.emigration"}


def test_a_file_that_exists_is_left_alone(package_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.duckdb").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        make_duckdb(Package.read(package_folder), tmp_path / "thesis.duckdb")
    assert (tmp_path / "thesis.duckdb").read_text() == "mine"


def test_an_export_of_views_alone_is_refused(package_folder: Path, tmp_path: Path) -> None:
    description = json.loads((package_folder / "datapackage.json").read_text())
    description["resources"] = [
        found for found in description["resources"] if found["name"].startswith("mart.")
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps(description))
    with pytest.raises(UsageError, match="no export of everything"):
        Package.read(tmp_path)


def test_a_function_with_a_condition_is_empty_elsewhere() -> None:
    function = Function.read("create or replace function dw.f(a bigint) as $$ select 'x' where a > 1 $$")
    assert function.expression.sql("duckdb") == "CASE WHEN a > 1 THEN 'x' END"
