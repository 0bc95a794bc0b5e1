"""The exports that tests read: everything of the small world, in both formats."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.exporting.export import Selection, export_warehouse
from diaspora_dw.exporting.relations import FileFormat
from diaspora_dw.output_folder import Written
from tests.conftest import Databases


def export(
    database: Database,
    folder: Path,
    file_format: FileFormat = FileFormat.PARQUET,
    selection: Selection = Selection.ALL,
) -> Written:
    """Write an export, and return what became of the folder."""
    _, written = export_warehouse(database, folder, selection, file_format, lambda name: None)
    return written


def publish_view(database: Database, name: str, query: str, grain: str) -> None:
    """Create a view in mart that counts as one of the warehouse's own: on record as installed, and described."""
    definition = f"-- grain: {grain}\ncreate or replace view mart.{name} as\n{query};\n"
    with database.connect("owner") as connection:
        connection.execute(definition.encode())
        connection.execute(
            "insert into ops.installed_object values (%s, '', now(), %s)", (f"mart.{name}", definition)
        )
        connection.execute(f"comment on view mart.{name} is 'Made for a test. Grain: {grain}.'".encode())
        for column in connection.execute(f"select * from mart.{name} limit 0".encode()).description or ():
            connection.execute(f"comment on column mart.{name}.{column.name} is 'A value.'".encode())


@pytest.fixture(scope="session")
def exported_from(databases: Databases, small_template: tuple[str, Path]) -> Iterator[Database]:
    """The small world, for tests that only read."""
    template, _ = small_template
    with databases.temporary(template) as database:
        yield database


@pytest.fixture(scope="session")
def parquet_export(exported_from: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of everything as Parquet."""
    folder = tmp_path_factory.mktemp("exported") / "parquet"
    export(exported_from, folder)
    return folder


@pytest.fixture(scope="session")
def csv_export(exported_from: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of everything as CSV."""
    folder = tmp_path_factory.mktemp("exported") / "csv"
    export(exported_from, folder, FileFormat.CSV)
    return folder
