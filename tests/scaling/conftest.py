"""The export that other engines read: everything of the small world."""

from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.exporting.conftest import export


@pytest.fixture(scope="session")
def package_folder(
    databases: Databases, small_template: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of an export with everything."""
    folder = tmp_path_factory.mktemp("scaling") / "export"
    template, _ = small_template
    with databases.temporary(template) as database:
        export(database, folder)
    return folder
