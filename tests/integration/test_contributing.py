"""The recipes in CONTRIBUTING.md work: each is followed to the letter in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from psycopg.rows import dict_row

from diaspora_dw.database import Database
from diaspora_dw.yaml_text import read_yaml
from tests.conftest import REPOSITORY, Databases
from tests.publishers import SMALL_WORLD, lying_publisher

STEPS = re.compile(r"^```(diff|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Tree:
    """A copy of the repository's code, with a database of its own that nothing has been loaded into."""

    folder: Path
    database_url: str

    def run(self, command: str, publisher: str = "http://127.0.0.1:9") -> str:
        """Run a shell command in the copy, as somebody who has just cloned and installed it; return its output."""
        done = subprocess.run(
            ["bash", "-euc", command],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "PYTHONPATH": f"{self.folder / 'src'}:{self.folder}",
                "DATABASE_URL": self.database_url,
                "DIASPORA_DW_HOME": str(self.folder / "home"),
                "DIASPORA_DW_UNDESA_URL": publisher,
                "DIASPORA_DW_WORLDBANK_URL": publisher,
                "DIASPORA_DW_DATA360_URL": publisher,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def follow(self, recipe: str, publisher: str = "http://127.0.0.1:9") -> None:
        """Apply the diffs and run the commands of a recipe, in their order."""
        text = (self.folder / "CONTRIBUTING.md").read_text(encoding="utf-8")
        section = text.partition(f"\n## {recipe}\n")[2].partition("\n## ")[0]
        steps = STEPS.findall(section)
        assert {kind for kind, _ in steps} == {"diff", "sh"}, (
            f"{recipe}: the recipe lacks a diff or a command"
        )
        for kind, step in steps:
            if kind == "sh":
                self.run(step, publisher)
            else:
                subprocess.run(["git", "apply"], cwd=self.folder, input=step, text=True, check=True)

    def query(self, query: str) -> list[dict[str, object]]:
        """Return the rows of a query, as the reader sees them."""
        with Database(self.database_url).connect("reader") as connection:
            return connection.cursor(row_factory=dict_row).execute(query.encode()).fetchall()


@pytest.fixture
def tree(databases: Databases, migrated_template: str, tmp_path: Path) -> Iterator[Tree]:
    folder = tmp_path / "tree"
    for name in ("src", "etl", "sql", "migrations"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alembic.ini", "CONTRIBUTING.md"):
        shutil.copy(REPOSITORY / name, folder / name)
    with databases.temporary(migrated_template) as database:
        yield Tree(folder, database.owner_url)


def test_a_field_added_by_the_recipe_is_in_the_database_and_on_the_page(tree: Tree) -> None:
    file = tree.folder / "etl/content/TJK.yaml"
    before, practices, after = file.read_text(encoding="utf-8").partition("\npractices:\n")
    value = "The Example Partnership"
    filled = re.sub(r"^( +)- key: .*\n", rf"\g<0>\1  implementing_partner: {value}\n", after, count=1)
    file.write_text(before + practices + filled, encoding="utf-8")

    tree.follow("Add a field to the content of countries")

    query = "select implementing_partner from mart.practice where implementing_partner is not null"
    assert tree.query(query) == [{"implementing_partner": value}]
    described = "select description from mart.data_dictionary where column_name = 'implementing_partner'"
    assert {row["description"] for row in tree.query(described)} == {
        "Who helped to carry it out, as printed."
    }
    for output_format in ("html", "text"):
        page = tree.run(f"diaspora-dw factsheet TJK --format {output_format}")
        assert "Implementing partner" in page
        assert value in page


def test_an_indicator_added_by_the_recipe_is_in_the_database_and_on_the_page(tree: Tree) -> None:
    listed = read_yaml((tree.folder / "etl/worldbank/indicators.yaml").read_text(encoding="utf-8"))
    figures = {entry["code"]: {("TJK", 2023): max(entry["lower_bound"], 1.0)} for entry in listed}
    figures["SP.URB.TOTL.IN.ZS"] = {("TJK", 2023): 27.9}
    world = replace(SMALL_WORLD, figures=figures)
    with lying_publisher(world=world) as publisher:
        tree.follow("Add an indicator", publisher.url)

    query = "select value from dw.fact_indicator where indicator_code = 'SP.URB.TOTL.IN.ZS'"
    assert tree.query(query) == [{"value": 27.9}]
    for output_format in ("html", "text"):
        page = tree.run(f"diaspora-dw factsheet TJK --format {output_format}")
        assert "Urban population" in page
        assert "27.9" in page
