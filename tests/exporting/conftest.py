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
