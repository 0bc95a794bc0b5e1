"""Writes an export: tables and views of one state, what describes them, and the SQL that defines the views."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from diaspora_dw.countries import empty_warehouse
from diaspora_dw.database import Database
from diaspora_dw.exporting.contents import Contents, TableFile, read_coverage, read_releases
from diaspora_dw.exporting.data_package import data_package
from diaspora_dw.exporting.dataset import dataset
from diaspora_dw.exporting.relations import FileFormat, read_relations
from diaspora_dw.exporting.state import open_state
from diaspora_dw.exporting.tables import open_writer
from diaspora_dw.installed_sql import installed_objects
from diaspora_dw.output_folder import OutputFolder, Written
from diaspora_dw.sql_files import SqlObject

START = "datapackage.json"
"""The file that says what the others are; it comes last."""


class Selection(StrEnum):
    """What to export: the published views, the tables of the star, or both."""

    MART = "mart"
    STAR = "star"
    ALL = "all"

    @property
    def schemas(self) -> list[str]:
        """The schemas of the database."""
        return {Selection.MART: ["mart"], Selection.STAR: ["dw"], Selection.ALL: ["dw", "mart"]}[self]


def export_warehouse(
    database: Database,
    folder: Path,
    selection: Selection,
    file_format: FileFormat,
    on_table: Callable[[str], None],
) -> tuple[Contents, Written]:
    """Write the present state into a folder. `on_table` is told each view or table before it is written.

    Raises `UsageError` if nothing has been loaded yet, if the folder holds something else or cannot be written, or if
    the format needs the extra `export`.
    """
    with OutputFolder.open(folder, "export", START) as output:
        with open_state(database) as connection:
            releases = read_releases(connection)
            if not releases:
                raise empty_warehouse()
            coverage = read_coverage(connection)
            objects = installed_objects(connection)
            files = []
            with open_writer(database, connection, file_format) as write_table:
                for relation in read_relations(connection, selection.schemas):
                    on_table(relation.full_name)
                    name = f"{relation.schema}/{relation.name}.{file_format}"
                    path = output.path(name)
                    files.append(TableFile.of(relation, name, write_table(relation, path), path))
        contents = Contents(file_format, files, releases, coverage)
        _write_sql(output, objects)
        _write_json(output, START, data_package(contents))
        _write_json(output, "dataset.jsonld", dataset(contents))
        return contents, output.publish()


def _write_sql(output: OutputFolder, objects: Mapping[str, SqlObject]) -> None:
    """Write the views and the functions that they call, each to a file."""
    wanted = {name for name, found in objects.items() if found.kind == "view"}
    while (
        called := {name for wanting in wanted for name in objects[wanting].references}
        & objects.keys() - wanted
    ):
        wanted |= called
    for name in wanted:
        kind, (_, _, file) = objects[name].kind, name.partition(".")
        output.path(f"sql/{kind}/{file}.sql").write_text(objects[name].text, encoding="utf-8", newline="\n")


def _write_json(output: OutputFolder, name: str, document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    output.path(name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
