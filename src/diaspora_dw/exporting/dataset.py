"""Describes an export for catalogues and search engines, by schema.org and DCAT: `dataset.jsonld`."""

from typing import Any

from diaspora_dw.exporting.contents import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    MEDIA_TYPES,
    TITLE,
    VERSION,
    Contents,
    Coverage,
    TableFile,
)
from diaspora_dw.exporting.relations import Column, FileFormat

CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
}


def dataset(contents: Contents) -> dict[str, Any]:
    """Return the description of an export."""
    licences = sorted(contents.licences)
    return {
        "@context": CONTEXT,
        "@type": ["Dataset", "dcat:Dataset"],
        "name": TITLE,
        "dct:title": TITLE,
        "description": DESCRIPTION,
        "dct:description": DESCRIPTION,
        "creator": {"@type": "Organization", "name": CREATOR},
        "keywords": list(KEYWORDS),
        "version": VERSION,
        "dateModified": contents.changed_at,
        "dct:modified": contents.changed_at,
        **_coverage(contents.coverage),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": licences,
        "dct:license": [{"@id": url} for url in licences],
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": release.title,
                "version": release.edition,
                "citation": release.citation,
                "license": release.licence_url,
                **({"url": release.url} if release.url.startswith("http") else {}),
                **(
                    {"dateModified": release.upstream_updated_at.date().isoformat()}
                    if release.upstream_updated_at
                    else {}
                ),
            }
            for release in contents.releases
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": column.name,
                "description": column.description,
                "unitText": column.unit,
            }
            for column in _measures(contents)
        ],
        "distribution": [_distribution(file, contents.file_format) for file in contents.files],
        "dcat:distribution": [{"@id": f"#{file.relation.full_name}"} for file in contents.files],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    years = {"temporalCoverage": f"{coverage.first_year}/{coverage.last_year}"} if coverage.first_year else {}
    return {**years, "spatialCoverage": [{"@type": "Place", "name": name} for name in coverage.regions]}


def _measures(contents: Contents) -> list[Column]:
    """Return the columns that have a unit; of several that mean the same, one."""
    measures = {
        (column.name, column.unit, column.description): column
        for file in contents.files
        for column in file.relation.columns
        if column.unit
    }
    return [column for _, column in sorted(measures.items())]


def _distribution(file: TableFile, file_format: FileFormat) -> dict[str, Any]:
    return {
        "@id": f"#{file.relation.full_name}",
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": file.relation.full_name,
        "description": file.relation.description,
        "contentUrl": file.path,
        "dcat:downloadURL": {"@id": file.path},
        "encodingFormat": MEDIA_TYPES[file_format],
        "dcat:mediaType": MEDIA_TYPES[file_format],
        "contentSize": f"{file.size} B",
        "dcat:byteSize": file.size,
        "sha256": file.sha256,
    }
