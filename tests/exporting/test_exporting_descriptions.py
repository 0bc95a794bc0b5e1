"""What describes an export: a valid Data Package, a data set for catalogues, and the SQL of the views."""

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package

from diaspora_dw.sql_files import sql_objects
from tests.conftest import REPOSITORY, Databases
from tests.exporting.conftest import export, publish_view


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_frictionless_finds_the_tables_as_described(csv_export: Path) -> None:
    package = Package(str(csv_export / "datapackage.json"))
    # It looks at each cell in Python. What the largest tables hold is compared with PostgreSQL elsewhere, and what the
    # keys refer to is looked up below; here it would be read again for every key.
    package.resources = [found for found in package.resources if found.rows < 1000]
    for resource in package.resources:
        resource.schema.foreign_keys = []
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])[:5]
    assert report.stats["tasks"] > 70


def test_frictionless_accepts_the_description_of_parquet_files(parquet_export: Path) -> None:
    assert list(Package.metadata_validate(read(parquet_export, "datapackage.json"))) == []


@pytest.mark.parametrize("folder", ["parquet_export", "csv_export"])
def test_sizes_and_digests_are_those_of_the_files(folder: str, request: pytest.FixtureRequest) -> None:
    exported: Path = request.getfixturevalue(folder)
    for resource in read(exported, "datapackage.json")["resources"]:
        written = (exported / resource["path"]).read_bytes()
        assert resource["bytes"] == len(written)
        assert resource["hash"] == f"sha256:{hashlib.sha256(written).hexdigest()}"


def test_keys_hold_in_the_files(parquet_export: Path) -> None:
    resources = read(parquet_export, "datapackage.json")["resources"]
    files = {resource["name"]: f"'{parquet_export / resource['path']}'" for resource in resources}
    followed = 0
    for resource in resources:
        assert resource["schema"]["primaryKey"] or resource["schema"]["uniqueKeys"], resource["name"]
        table, schema = files[resource["name"]], resource["schema"]
        for columns in filter(None, [schema["primaryKey"], *schema.get("uniqueKeys", [])]):
            key = ", ".join(columns)
            twice = duckdb.sql(f"select {key} from {table} group by all having count(*) > 1").fetchall()
            assert twice == [], resource["name"]
        for key in schema["foreignKeys"]:
            pairs = list(zip(key["fields"], key["reference"]["fields"], strict=True))
            other = files[key["reference"]["resource"] or resource["name"]]
            matches = " and ".join(f"a.{mine} = b.{theirs}" for mine, theirs in pairs)
            present = " and ".join(f"a.{mine} is not null" for mine, _ in pairs)
            lost = duckdb.sql(f"select * from {table} a anti join {other} b on {matches} where {present}")
            assert lost.fetchall() == [], (resource["name"], key)
            followed += 1
    assert followed > 100


def test_the_package_names_sources_licences_and_units(parquet_export: Path) -> None:
    package = read(parquet_export, "datapackage.json")
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {"CC BY 3.0 IGO", "CC BY 4.0"} <= {licence["title"] for licence in package["licenses"]}
    stock = next(source for source in package["sources"] if source["title"].endswith("Stock 2024"))
    assert "United Nations" in stock["citation"]
    corridor = next(found for found in package["resources"] if found["name"] == "mart.corridor")
    fields = {field["name"]: field for field in corridor["schema"]["fields"]}
    assert fields["migrants"]["unit"] == "persons"
    assert fields["migrants"]["aggregation"] == "within one year"
    assert fields["year_date"]["type"] == "date"
    assert corridor["schema"]["primaryKey"] == ["origin_iso3_code", "destination_iso3_code", "year"]
    assert {
        "fields": ["origin_iso3_code"],
        "reference": {"resource": "mart.country", "fields": ["iso3_code"]},
    } in (corridor["schema"]["foreignKeys"])


def test_the_data_set_has_a_distribution_for_each_table(parquet_export: Path) -> None:
    dataset = read(parquet_export, "dataset.jsonld")
    assert dataset["@type"] == ["Dataset", "dcat:Dataset"]
    urls = {distribution["contentUrl"] for distribution in dataset["distribution"]}
    assert urls == {resource["path"] for resource in read(parquet_export, "datapackage.json")["resources"]}
    assert any(variable["unitText"] == "persons" for variable in dataset["variableMeasured"])


def test_catalogues_learn_who_made_the_data_set_what_it_is_about_and_what_it_covers(
    parquet_export: Path,
) -> None:
    dataset = read(parquet_export, "dataset.jsonld")
    assert dataset["creator"]["name"] in (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert "remittances" in dataset["keywords"]
    figures = [str(parquet_export / f"mart/{view}.parquet") for view in ("emigration", "indicator")]
    years = duckdb.sql(f"select min(year), max(year) from read_parquet({figures})").fetchall()
    assert dataset["temporalCoverage"] == "{}/{}".format(*years[0])
    regions = [place["name"] for place in dataset["spatialCoverage"]]
    assert regions == ["Africa", "Americas", "Asia", "Europe", "Oceania"]


def test_the_views_and_the_functions_that_they_call_are_there_as_sql(parquet_export: Path) -> None:
    views = {path.stem for path in (parquet_export / "sql/view").iterdir()}
    assert views == {found.name.partition(".")[2] for found in sql_objects("view")}
    functions = {path.stem for path in (parquet_export / "sql/function").iterdir()}
    assert {"percentage", "note_on_loss", "is_revised"} <= functions
    assert "open_partition" not in functions


def test_the_sql_is_what_the_database_was_installed_from_even_if_the_files_are_newer(
    databases: Databases, small_template: tuple[str, Path], tmp_path: Path
) -> None:
    template, _ = small_template
    with databases.temporary(template) as database:
        publish_view(database, "older", "select 1 as number", grain="number")
        export(database, tmp_path / "export")
    assert "select 1 as number" in (tmp_path / "export/sql/view/older.sql").read_text(encoding="utf-8")
