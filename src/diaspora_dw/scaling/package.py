"""Reads what an export says about itself."""

import json
from dataclasses import dataclass
from pathlib import Path

from diaspora_dw.errors import UsageError
from diaspora_dw.sql_files import SqlObject


@dataclass(frozen=True)
class Table:
    """A table or view of an export: its file, and the types of its columns as Table Schema calls them."""

    name: str
    file: Path
    fields: dict[str, str]


@dataclass(frozen=True)
class Package:
    """An export of everything, as Parquet."""

    folder: Path
    tables: dict[str, Table]

    @classmethod
    def read(cls, folder: Path) -> "Package":
        """Return the export in a folder. Raises `UsageError` if it is none, or none of everything as Parquet."""
        description = folder / "datapackage.json"
        advice = "Write one: diaspora-dw export --output DIR --what all"
        try:
            resources = json.loads(description.read_text(encoding="utf-8"))["resources"]
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(f"{description} cannot be read: {error}", advice=advice) from error
        tables = {
            found["name"]: Table(
                found["name"],
                (folder / found["path"]).resolve(),
                {field["name"]: field["type"] for field in found["schema"]["fields"]},
            )
            for found in resources
            if found["format"] == "parquet"
        }
        if {name.partition(".")[0] for name in tables} != {"dw", "mart"}:
            raise UsageError(f"{folder} is no export of everything as Parquet", advice=advice)
        return cls(folder, tables)

    @property
    def views(self) -> list[Table]:
        """The published views, whose figures PostgreSQL has computed."""
        return [table for name, table in self.tables.items() if name.startswith("mart.")]

    def grain(self, view: Table) -> tuple[str, ...]:
        """Return the columns that identify a row of a view."""
        return SqlObject.read(self.folder / f"sql/view/{view.file.stem}.sql").grain
