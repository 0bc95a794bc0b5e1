"""Every value of every content file is published: in the view of its section, and on the page of its country."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row
from pydantic import BaseModel

from diaspora_dw.content.columns import sections
from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.marks import CodeOf, CodeOfCountry, KeyOf, TagOf
from diaspora_dw.content.part import Entry, Stored
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.shape import Shape, shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.database import Database
from etl.content import CONTENT_FOLDER
from tests.conftest import Databases, call_command

FILES = sorted(path for path in CONTENT_FOLDER.glob("*.yaml") if path.stem != "vocabularies")
NOT_ON_THE_PAGE = {
    *("language", "original_language"),  # the language of a piece of text is an attribute of its element
    *("about", "where"),  # say where an entry belongs
    *("kind", "applied"),  # a page says these in a sentence of its own
}


@dataclass(frozen=True)
class Value:
    """A single value of a content file and the part that holds it."""

    holder: Stored
    field: str
    shape: Shape
    value: Any

    def __str__(self) -> str:
        key = self.holder.key if isinstance(self.holder, Entry) else ""
        return f"{self.holder.VIEW} {key} {self.field}: {self.value}"


@dataclass(frozen=True)
class Warehouse:
    """A database with every content file loaded, and what keys, codes and countries are called."""

    database: Database
    folder: Path
    titles: dict[tuple[str, str], set[str]]

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        with (
            self.database.connect("reader") as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            return cursor.execute(query.encode(), parameters).fetchall()

    def forms(self, found: Value) -> set[str]:
        """The forms in which a value may be shown."""
        text = str(found.value)
        if isinstance(found.value, PartialDate):
            return {text, found.value.printed, in_words(found.value)}
        if found.shape.note(CodeOfCountry):
            return {text} | self.titles["countries", text]
        match found.shape.mark:
            case CodeOf(name=name) | TagOf(name=name) | KeyOf(name=name):
                return {text} | self.titles[name, text]
        return {text}


def in_words(date: PartialDate) -> str:
    """A date as a page prints it."""
    if date.precision == "day" and date.earliest:
        return f"{date.earliest.day} {date.earliest:%B %Y}"
    return f"{date.earliest:%B %Y}" if date.precision == "month" else date.printed


def values(part: BaseModel, holder: Stored | None = None) -> Iterator[Value]:
    """Every single value of a part and of the parts inside it, but for keys and the country's code."""
    holder = part if isinstance(part, Stored) else holder
    for name, field in type(part).model_fields.items():
        shape, value = shape_of(field), getattr(part, name)
        for item in value if shape.many else [value]:
            if isinstance(item, BaseModel):
                yield from values(item, holder)
            elif item is not None and holder is not None and name != "key":
                yield Value(holder, name, shape, item)


@pytest.fixture(scope="module")
def warehouse(databases: Databases, migrated_template: str, open_folder: Path) -> Iterator[Warehouse]:
    folder = open_folder / "published"
    with databases.temporary(migrated_template) as database:
        done = call_command("run", "content", database=database, home=folder)
        assert done.code == 0, done.out + done.err
        warehouse = Warehouse(database, folder, {})
        for row in warehouse.rows("""
            select section as kind, entry_key as key, title from dw.content_entry
            union all select 'policies', policy_key, short_title from dw.dim_policy
            union all select 'institutions', institution_key, acronym from dw.dim_institution
            union all select 'citations', citation_key, footnote::text from dw.dim_citation
            union all select vocabulary, code, label from mart.vocabulary
            union all select 'countries', iso3_code, country_name from dw.dim_country
        """):
            warehouse.titles.setdefault((row["kind"], row["key"]), set()).add(row["title"])
        yield warehouse


def cells(rows: list[dict[str, Any]]) -> set[str]:
    """The texts of rows, and the items of those that are lists or pairs."""
    texts = {str(value) for row in rows for value in row.values()}
    items = {item for text in texts for item in re.split(r"; |\n", text)}
    parts = {part for item in items for part in re.split(r": |, ", item)}
    return texts | items | parts | related(rows)


def related(rows: list[dict[str, Any]]) -> set[str]:
    """The relations of a policy to others, and these others: "based on Roadmap" has both."""
    found = [item.split(" ") for row in rows for item in (row.get("related") or "").split("; ")]
    pairs = [(" ".join(item[:n]), " ".join(item[n:])) for item in found for n in (1, 2)]
    return {part for relation, other in pairs for part in (relation.capitalize(), other)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_of_a_file_is_in_the_view_of_its_section(
    warehouse: Warehouse, vocabularies: Vocabularies, path: Path
) -> None:
    content = read_content(path, vocabularies)
    names = {entry: name for name, entry in sections().items()}
    shown = cache(lambda query, *parameters: cells(warehouse.rows(query, *parameters)))
    missing = []
    for found in values(content):
        query, parameters = f"select * from mart.{found.holder.VIEW} where iso3_code = %s", [content.country]
        if isinstance(found.holder, Entry):
            query += f" and {found.holder.KEY} = %s"
            parameters.append(found.holder.key)
            if found.field.endswith("citations"):
                query = "select * from mart.citation_link where iso3_code = %s and entry_key = %s and section = %s"
                parameters.append(names[type(found.holder)])
        if not warehouse.forms(found) & shown(query, *parameters):
            missing.append(str(found))
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_of_a_file_is_on_the_page_of_its_country(
    warehouse: Warehouse, vocabularies: Vocabularies, path: Path
) -> None:
    arguments = ("factsheet", path.stem, "--format", "html")
    page = call_command(*arguments, database=warehouse.database, home=warehouse.folder).out
    text = words(html.unescape(re.sub(r"<[^>]*>", " ", page)))
    missing = [
        str(found)
        for found in values(read_content(path, vocabularies))
        if found.field not in NOT_ON_THE_PAGE and str(found.value) != "unknown"
        if not any(words(form) in text for form in warehouse.forms(found) if form)
    ]
    assert missing == []


def words(text: str) -> str:
    """A text in small letters with single spaces, and without the spaces that elements leave behind."""
    return re.sub(r"\s+(?=[.,;:)\]])", "", " ".join(text.lower().split()))
