"""The tables of rights, institutions, policies, practices and organisations of all countries, with their filters."""

from collections.abc import Iterator, Mapping, Sequence

from diaspora_dw.database import Connection
from diaspora_dw.rendering import wording
from diaspora_dw.rendering.blocks import plain
from diaspora_dw.rendering.mapping import Mapping as Study
from diaspora_dw.rendering.mapping import read_mappings
from diaspora_dw.rendering.mapping_sections import footnote
from diaspora_dw.rendering.record_reader import RecordReader, label
from diaspora_dw.rendering.views import CountryViews
from diaspora_dw.site.listings import TABLES, Filter, Table
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import Record, rows

BETWEEN = "; "
"""Separates the parts of a list in the views."""
_IN_WORDS = ("_label", "_text", "_name")
"""Endings of columns that put another column into words."""
_WITH_DATES = frozenset({"other_source", "differing_source", "milestones"})

Studies = Mapping[str, Study]
"""The study of each country that has one."""


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield each table: its columns, choices, rows, sources and footnotes. Then yield what the search finds."""
    studied = tuple(
        row["iso3_code"] for row in rows(connection, "select iso3_code from mart.content_edition")
    )
    studies = read_mappings(CountryViews(connection, studied)) if studied else {}
    entries: list[tuple[str, str, str, str]] = []
    for table in TABLES:
        found = rows(connection, table.query)
        yield f"table/{table.name}", _table(table, found, studies)
        if table.entry:
            entries += (
                (
                    row[table.columns[0]],
                    table.entry,
                    row["iso3_code"],
                    f"#/tables/{table.name}/country={row['iso3_code']}/entry={row[table.key]}",
                )
                for row in found
            )
    yield "search", entries


def _table(table: Table, records: Sequence[Record], studies: Studies) -> dict[str, object]:
    columns = (*table.columns, *table.details)
    sources: dict[tuple[str, str], int] = {}
    marks = _marks(table, studies)
    return {
        "title": table.title,
        "introduction": table.introduction,
        "absence": table.absence,
        "year_label": table.year_label,
        "columns": [
            {
                "name": name,
                "label": _label(table, name),
                "is_detail": name in table.details,
                "is_lead": name in table.leads,
            }
            for name in columns
        ],
        "filters": [
            {"name": choice.name, "label": choice.label, "options": _options(choice, records)}
            for choice in table.filters
        ],
        "rows": [
            {
                "iso3": row["iso3_code"],
                "key": str(row[table.key]),
                "codes": {choice.name: _parts(row[choice.codes]) for choice in table.filters},
                "years": [row[year] for year in table.years] if table.years else None,
                "cells": [_cell(table, row, name) for name in columns],
                "source": sources.setdefault(_source(row, studies), len(sources)),
                "footnotes": marks.get((row["iso3_code"], row[table.key]), ()),
            }
            for row in records
        ],
        "sources": list(sources),
        "footnotes": {
            iso3: dict(map(_footnote, study.records("citations"))) for iso3, study in studies.items()
        }
        if table.section
        else {},
    }


def _label(table: Table, column: str) -> str:
    base = next((column.removesuffix(end) for end in _IN_WORDS if column.endswith(end)), column)
    return table.labels.get(column) or label(table.view, base)


def _options(choice: Filter, records: Sequence[Record]) -> list[tuple[str, str]]:
    found = {
        code: words
        for row in records
        for code, words in zip(_parts(row[choice.codes]), _parts(row[choice.words]), strict=True)
    }
    return sorted(
        found.items(),
        key=lambda option: (len(option[1]), option[1]) if option[1].isdigit() else (0, option[1]),
    )


def _parts(value: str | None) -> list[str]:
    return value.split(BETWEEN) if value else []


def _cell(table: Table, row: Record, column: str) -> object:
    match column:
        case "period":
            return wording.period(row["start_text"], row["end_text"]) or None
        case "approved_by":
            return _approval(row) or None
    value = row[column]
    if column in table.lists:
        return _parts(value)
    if column in _WITH_DATES or column.endswith("_text"):
        return (
            [wording.printed_date(text) for text in value]
            if isinstance(value, list)
            else value and wording.printed_date(value)
        )
    return value


def _approval(row: Record) -> str:
    number, issuer, title = row["approved_by_number"], row["approved_by_issuer"], row["approved_by_title"]
    return wording.join_parts(
        ", ",
        wording.issuer_of(title, issuer),
        title,
        wording.printed_date(row["approved_by_date_text"]),
        f"No. {number}" if number else None,
    )


def _source(row: Record, studies: Studies) -> tuple[str, str]:
    """Return where a row is from, in words, and the code of that source."""
    code = row.get("source", "content")
    if code == "content":
        edition = studies[row["iso3_code"]].edition or {}
        return f"{edition['source'] or edition['title']}.", code
    if "institution_key" in row:
        return wording.SOURCE_OF_POSTS.format(wording.printed_date(row["as_of_text"])), code
    return wording.source_of_right(code, row["as_of_text"]), code


def _marks(table: Table, studies: Studies) -> dict[tuple[str, str], list[int]]:
    """Return the numbers of the footnotes of each entry, by country and key."""
    return {
        (iso3, record[table.key]): sorted({*record["footnotes"], *record.get("channel_footnotes", ())})
        for iso3, study in studies.items()
        for record in (study.records(table.section) if table.section else ())
    }


def _footnote(citation: Record) -> tuple[int, tuple[str, list[str]]]:
    """Return the number of a footnote, then its text and its addresses."""
    number, words = footnote(RecordReader("citations", citation))
    text = plain(tuple(part for part in words if not part.address)).strip()
    return number, (text, citation["urls"])
