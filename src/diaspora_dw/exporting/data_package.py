"""Describes an export as a Data Package, version 2 (https://datapackage.org/): `datapackage.json`."""

from typing import Any

from diaspora_dw.exporting.contents import DESCRIPTION, MEDIA_TYPES, TITLE, VERSION, Contents, TableFile
from diaspora_dw.exporting.relations import Column, FileFormat, Relation
from diaspora_dw.schema import metadata
from diaspora_dw.schema.references import references

PROFILES = "https://datapackage.org/profiles/2.0"
TYPES = {
    "bigint": "integer",
    "boolean": "boolean",
    "date": "date",
    "double precision": "number",
    "integer": "integer",
    "smallint": "integer",
    "timestamp with time zone": "datetime",
}
"""Types of columns; lists are arrays, the others strings."""
WITH_THE_WORLD = {"mart.dependence_rank", "mart.indicator_by_group"}
"""Views with groups that are not in `mart.country_group`: the world is one of them."""
WITHOUT_KEY = {"dw.fact_mandate", "mart.mandate"}
"""Rows of these may have an empty column in their grain, which is then a unique key and no primary key."""


def data_package(contents: Contents) -> dict[str, Any]:
    """Return the description of an export."""
    exported = {file.relation.full_name: file.relation.grain for file in contents.files}
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "diaspora-dw",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": VERSION,
        "created": contents.changed_at,
        "licenses": [{"title": name, "path": url} for url, name in sorted(contents.licences.items())],
        "sources": [
            {
                "title": release.title,
                **({"path": release.url} if release.url.startswith("http") else {}),
                "version": release.edition,
                "citation": release.citation,
                "licence": release.licence,
                "hash": f"sha256:{release.sha256}",
            }
            for release in contents.releases
        ],
        "resources": [_resource(file, contents.file_format, exported) for file in contents.files],
    }


def _resource(
    file: TableFile, file_format: FileFormat, exported: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": file.relation.full_name,
        "type": "table",
        "path": file.path,
        "description": file.relation.description,
        "format": file_format.value,
        "mediatype": MEDIA_TYPES[file_format],
        **({"encoding": "utf-8"} if file_format is FileFormat.CSV else {}),
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(column, file.relation) for column in file.relation.columns],
            "primaryKey": _primary_key(file.relation),
            **({"uniqueKeys": [list(file.relation.grain)]} if file.relation.full_name in WITHOUT_KEY else {}),
            "foreignKeys": _foreign_keys(file.relation, exported),
        },
    }


def _field(column: Column, relation: Relation) -> dict[str, Any]:
    data_type = "array" if column.data_type.endswith("[]") else TYPES.get(column.data_type, "string")
    return {
        "name": column.name,
        "type": data_type,
        "description": column.description,
        **column.measure,
        **({"constraints": {"required": True}} if column.name in _primary_key(relation) else {}),
    }


def _primary_key(relation: Relation) -> list[str]:
    return [] if relation.full_name in WITHOUT_KEY else list(relation.grain)


def _foreign_keys(relation: Relation, exported: dict[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return the foreign keys that lead into the export, given the grains of what it has.

    Frictionless counts a key of several columns as broken where one of them is empty, so such keys are left out.
    """
    table = metadata.tables.get(relation.full_name)
    if table is not None:
        keys = [
            (list(key.column_keys), key.referred_table.fullname, [link.column.name for link in key.elements])
            for key in sorted(table.foreign_key_constraints, key=lambda key: list(key.column_keys))
            if len(key.elements) == 1 or not any(column.nullable for column in key.columns)
        ]
    else:
        grains = {name.removeprefix("mart."): grain for name, grain in exported.items()}
        keys = [
            (list(found.columns), f"mart.{found.view}", list(found.key))
            for found in references(relation.name, [column.name for column in relation.columns], grains)
            if len(found.columns) == 1
            and not (found.columns == ("group_code",) and relation.full_name in WITH_THE_WORLD)
        ]
    return [
        # An empty name is the table itself.
        {
            "fields": fields,
            "reference": {"resource": "" if name == relation.full_name else name, "fields": referred},
        }
        for fields, name, referred in keys
        if name in exported
    ]
