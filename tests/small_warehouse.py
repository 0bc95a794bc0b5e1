"""Databases that are loaded once a session for tests to copy: the small world, and the bundled sample."""

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree
from unittest import mock

import pytest

from diaspora_dw.cli import call
from diaspora_dw.database import Database
from diaspora_dw.fetching.http import Http
from tests.conftest import Databases
from tests.running.small_world import IMPATIENT, NOBODY, run_small, small_environment, small_publishers


@dataclass(frozen=True)
class SmallWarehouse:
    """A warehouse with everything of the small world in it."""

    database: Database
    home: Path


@pytest.fixture(scope="session")
def small_template(databases: Databases, migrated_template: str) -> tuple[str, Path]:
    """The template with the small world loaded, and its home."""
    home = databases.folder / "small-home"

    def load(database: Database) -> None:
        with small_publishers() as publisher:
            report = run_small(database, home, publisher.url)
        assert report.exit_code == 0, [step.error for step in report.steps]

    return databases.template("small", load, migrated_template), home


@pytest.fixture
def small(databases: Databases, small_template: tuple[str, Path], tmp_path: Path) -> Iterator[SmallWarehouse]:
    """A small warehouse of the test's own, loaded."""
    template, template_home = small_template
    home = tmp_path / "small-home"
    copytree(template_home, home)
    with databases.temporary(template) as database:
        yield SmallWarehouse(database, home)


@pytest.fixture(scope="session")
def sampled_template(databases: Databases, migrated_template: str) -> tuple[str, str]:
    """The template whose first run reached no publisher, and what that run printed."""
    home = databases.folder / "sampled-home"
    output = databases.folder / "sampled.out"

    def load(database: Database) -> None:
        printed = io.StringIO()
        with (
            mock.patch.dict(os.environ, small_environment(home, NOBODY)),
            mock.patch.dict(os.environ, DATABASE_URL=database.owner_url, DIASPORA_DW_HOME=str(home)),
            mock.patch("diaspora_dw.running.jobs.Http", partial(Http, IMPATIENT)),
            mock.patch("sys.argv", ["diaspora-dw", "run"]),
            contextlib.redirect_stdout(printed),
        ):
            code = call()
        assert code == 0, printed.getvalue()
        output.write_text(printed.getvalue(), encoding="utf-8")

    return databases.template("sampled", load, migrated_template), output.read_text(encoding="utf-8")
