"""From a country's content to the rows of the star, as the model declares them.

Frames hold every column of their table but `release_id`. A position is the place in the printed order, from 1.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from diaspora_dw.content.columns import Kind, StoredColumn, fields_in_order, noun, sections, stored_tables
from diaspora_dw.content.marks import Bridge, RowEach
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.part import Entry, Stored
from diaspora_dw.content.vocabulary import VOCABULARY_TABLES, Vocabularies
from diaspora_dw.schema import metadata
from diaspora_dw.schema.base import RELEASE_COLUMN
from etl.reference.country import country_ids

Row = dict[str, Any]


def content_tables(content: CountryContent) -> dict[str, pd.DataFrame]:
    """Return every content table with a country's rows, each table after those it points to."""
    rows = _Rows(content.country)
    rows.add_part(content.edition, {})
    for section in type(content).model_fields:
        if section in sections():
            rows.add_entries(section, getattr(content, section), {})
    return rows.frames()


def vocabulary_tables(vocabularies: Vocabularies) -> dict[str, pd.DataFrame]:
    """Return the dimensions of controlled vocabularies, by table."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for name in type(vocabularies).model_fields:
        codes = VOCABULARY_TABLES.get(name)
        for position, (code, term) in enumerate(vocabularies.terms(name).items(), 1):
            row = {"definition": term.definition, "position": position}
            if codes is not None:
                rows[codes.table].append(row | {codes.code: code, codes.label: term.label})
            else:
                rows["dim_vocabulary"].append(row | {"vocabulary": name, "code": code, "label": term.label})
    for code, theme in vocabularies.practice_themes.terms.items():
        goals = dict.fromkeys(theme.sdgs)
        rows["bridge_theme_sdg"] += [{"theme_code": code, "sdg_number": number} for number in goals]
    return {f"dw.{table}": pd.DataFrame(found) for table, found in rows.items()}


class _Rows:
    """The rows of all content tables about one country."""

    def __init__(self, country: str) -> None:
        self._ids = country_ids()
        self._country_id = self._ids[country]
        self._tables: defaultdict[str, list[Row]] = defaultdict(list)

    def add_entries(self, section: str, entries: Iterable[Entry], owners: Row) -> None:
        """Add the rows of a section's entries, and of the entries inside them."""
        for position, entry in enumerate(entries, 1):
            around = {**owners, "section": section, "entry_key": entry.key, "position": position}
            self.add_part(entry, around)
            keys = {**owners, entry.KEY: entry.key}
            for name, shape in fields_in_order(type(entry)):
                if shape.entry is not None:
                    self.add_entries(f"{noun(type(entry))}_{name}", getattr(entry, name), keys)

    def add_part(self, part: Stored, around: Row) -> None:
        """Add the rows of a part in its own table and in bridges; `around` holds what depends on its place."""
        if isinstance(part, Entry):
            around = {**around, part.KEY: part.key}
        rows: list[Row] = [around]
        links: dict[str, dict[Any, Bridge]] = {}
        for name, shape in fields_in_order(type(part)):
            value = getattr(part, name)
            values = value if shape.many else () if value is None else (value,)
            if bridge := shape.note(Bridge):
                found = links.setdefault(bridge.table, {})
                found.update({item: bridge for item in values if item not in found})
            elif each := shape.note(RowEach):
                rows = [{**around, each.column: item} for item in dict.fromkeys(values)]
        for row in rows:
            self._add(part.TABLE, part, row)
        for table, items in links.items():
            for position, (item, bridge) in enumerate(items.items(), 1):
                flag = dict([bridge.flag] if bridge.flag else [])
                self._add(table, item, {**around, "position": position, **flag})

    def _add(self, table: str, part: Any, around: Row) -> None:
        row = {column.name: self._cell(column, part, around) for column in stored_tables()[table].columns}
        self._tables[table].append({"country_id": self._country_id, **row})

    def _cell(self, column: StoredColumn, part: Any, around: Row) -> Any:
        # What an entry is not inside of has an empty key, as the action of a mandate for a whole policy.
        value = column.read(part) if column.read is not None else around.get(column.name, "")
        return self._ids[value] if column.kind is Kind.COUNTRY and value is not None else value

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return a frame for each content table, also where it has no rows."""
        found = {}
        for table in metadata.sorted_tables:
            if table.info.get("is_content"):
                columns = [column.name for column in table.columns if column.name != RELEASE_COLUMN]
                found[table.fullname] = pd.DataFrame(self._tables[table.name], columns=columns, dtype=object)
        return found
