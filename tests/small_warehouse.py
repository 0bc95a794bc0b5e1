"""A small world that is loaded already, for tests to copy and change."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from diaspora_dw.database import Database
from tests.conftest import Databases
from tests.running.small_world import run_small, small_publishers


@dataclass(frozen=True)
class SmallWarehouse:
    """A warehouse with everything of the small world in it."""

    database: Database
    home: Path


@pytest.fixture(scope="session")
def small_template(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """The name of a database with the small world loaded, and its home. Not to be connected to."""
    name = databases.make(migrated_template)
    home = tmp_path_factory.mktemp("small-home")
    with small_publishers() as publisher:
        report = run_small(Database(databases.url(name)), home, publisher.url)
    assert report.exit_code == 0, [step.error for step in report.steps]
    return name, home


@pytest.fixture
def small(databases: Databases, small_template: tuple[str, Path], tmp_path: Path) -> Iterator[SmallWarehouse]:
    """A small warehouse of the test's own, loaded."""
    template, template_home = small_template
    name = databases.make(template)
    home = tmp_path / "small-home"
    copytree(template_home, home)
    yield SmallWarehouse(Database(databases.url(name)), home)
    databases.drop(name)
