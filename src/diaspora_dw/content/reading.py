"""Reads a country's file into the model, and reports every mistake with its line.

The model validates structure and values. The checks here need the whole file: repeated keys, links that lead
nowhere or in a circle, footnotes that no entry cites.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from diaspora_dw.content.document import Document, read_document
from diaspora_dw.content.fields import country_name
from diaspora_dw.content.marks import KeyOf, Known, Mark, TagOf, did_you_mean
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.part import Entry
from diaspora_dw.content.problem import Location, Problem, describe_location, problems_of
from diaspora_dw.content.shape import shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import ContentError


@dataclass(frozen=True)
class Examination:
    """The result of reading a file: its content, unless there are errors. Warnings need a look, not a change."""

    path: Path
    content: CountryContent | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_content(path: Path, vocabularies: Vocabularies, stored: bytes | None = None) -> CountryContent:
    """Read a country's file, or the stored bytes of it.

    Raise `ContentError` with every mistake by line.
    """
    examination = examine_content(path, vocabularies, stored)
    if examination.content is None:
        raise ContentError(
            "\n".join(map(str, examination.errors)),
            advice="Fix these lines; docs/content.md describes each section.",
        )
    return examination.content


def examine_content(path: Path, vocabularies: Vocabularies, stored: bytes | None = None) -> Examination:
    """Read a country's file, or the stored bytes of it, and collect its problems. Its content never raises an error."""
    document = read_document(path, stored)
    errors = list(document.problems)
    content = None
    if document.data is not None:
        known = Known(vocabularies.codes(), _keys(document.data))
        try:
            content = CountryContent.model_validate(document.data, context=known)
        except ValidationError as error:
            errors += problems_of(error, CountryContent, document.data, path, document.line)
        errors += [*_repeated_keys(document), *_repeated_footnotes(document), *_circles(document)]
        errors += _examples_of_others(document)
        errors += _misnamed(document)
    errors.sort(key=lambda problem: problem.line)
    if content is None or errors:
        return Examination(path, None, tuple(errors), ())
    return Examination(path, content, (), tuple(_warnings(document, content, vocabularies)))


def marked_values(part: BaseModel, at: Location = ()) -> Iterator[tuple[Location, Mark, str]]:
    """Yield every value of a model that has a mark, with its location: links to entries, codes and tags."""
    for name, field in type(part).model_fields.items():
        shape = shape_of(field)
        value = getattr(part, name)
        if value is None:
            continue
        items = (
            [((*at, name, i), item) for i, item in enumerate(value)] if shape.many else [((*at, name), value)]
        )
        for location, item in items:
            if isinstance(item, BaseModel):
                yield from marked_values(item, location)
            elif shape.mark is not None:
                yield location, shape.mark, item


def _entries(
    data: Any, model: type[BaseModel], at: Location = (), path: str = ""
) -> Iterator[tuple[str, Location, Any]]:
    """Yield section, location and data of every entry that has a key, and of those inside others."""
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        items = data.get(name) if isinstance(data, dict) else None
        if shape.model is None or not shape.many or not isinstance(items, list):
            continue
        section = f"{path}.{name}" if path else name
        for index, item in enumerate(items):
            location = (*at, name, index)
            if issubclass(shape.model, Entry) and isinstance(item, dict) and isinstance(item.get("key"), str):
                yield section, location, item
            yield from _entries(item, shape.model, location, section)


def _keys(data: Any) -> dict[str, frozenset[str]]:
    keys: dict[str, set[str]] = {}
    for section, _, entry in _entries(data, CountryContent):
        keys.setdefault(section, set()).add(entry["key"])
    return {section: frozenset(found) for section, found in keys.items()}


def _repeated(document: Document, field: str) -> Iterator[tuple[Location, str, int]]:
    """Yield location and value of a field that an earlier entry of the section has too, and that entry's line."""
    first: dict[tuple[str, str], int] = {}
    for section, location, entry in _entries(document.data, CountryContent):
        value = entry.get(field)
        if not isinstance(value, str):
            continue
        line = document.line((*location, field))
        if (section, value) in first:
            yield (*location, field), value, first[section, value]
        first.setdefault((section, value), line)


def _repeated_keys(document: Document) -> Iterator[Problem]:
    for location, value, first in _repeated(document, "key"):
        what = f"{describe_location(location[:-2], document.data)}: the key {value!r} is taken (line {first})"
        yield Problem(document.path, document.line(location), what, "a key of its own for each entry")


def _repeated_footnotes(document: Document) -> Iterator[Problem]:
    for location, value, first in _repeated(document, "footnote"):
        what = f"{describe_location(location, document.data)}: footnote {value} is taken (line {first})"
        yield Problem(document.path, document.line(location), what, "one citation for each footnote")


def _circles(document: Document) -> Iterator[Problem]:
    """Yield entries whose parents lead back to themselves."""
    parents: dict[str, dict[str, Any]] = {}
    found = list(_entries(document.data, CountryContent))
    for section, _, entry in found:
        parents.setdefault(section, {})[entry["key"]] = entry.get("parent")
    for section, location, entry in found:
        seen: set[str] = set()
        above = entry.get("parent")
        while isinstance(above, str) and above not in seen:
            seen.add(above)
            above = parents[section].get(above)
        if entry["key"] in seen:
            place = describe_location((*location, "parent"), document.data)
            what = f"{place}: {entry['parent']!r} is the entry itself, or a part of it"
            yield Problem(document.path, document.line((*location, "parent")), what, "a parent further up")


def _examples_of_others(document: Document) -> Iterator[Problem]:
    """Yield findings that are examples of an example, or of a finding of another kind: no page can show them."""
    found = [
        (location, finding)
        for section, location, finding in _entries(document.data, CountryContent)
        if section == "assessments" and isinstance(finding.get("parent"), str | None)
    ]
    by_key = {finding["key"]: finding for _, finding in found}
    for location, finding in found:
        above = by_key.get(finding.get("parent"))
        if above is not None and (
            above.get("parent") is not None or above.get("kind") != finding.get("kind")
        ):
            at = (*location, "parent")
            place = describe_location(at, document.data)
            what = f"{place}: {above['key']!r} has a parent itself, or is of another kind"
            expected = "a finding of the same kind that is no example itself"
            yield Problem(document.path, document.line(at), what, expected)


def _misnamed(document: Document) -> Iterator[Problem]:
    """Yield the problem of a file whose name is not its country's code."""
    country = document.data.get("country") if isinstance(document.data, dict) else None
    if isinstance(country, str) and country_name(country) and document.path.name != f"{country}.yaml":
        what = f"country: found {country!r} in {document.path.name}"
        yield Problem(
            document.path, document.line(("country",)), what, f"the file's name to be {country}.yaml"
        )


def _warnings(document: Document, content: CountryContent, vocabularies: Vocabularies) -> Iterator[Problem]:
    known, cited = vocabularies.codes(), set()
    for location, mark, value in marked_values(content):
        if isinstance(mark, KeyOf) and mark.name == "citations":
            cited.add(value)
        if isinstance(mark, TagOf) and value not in (codes := known[mark.name]):
            what = f"{describe_location(location, document.data)}: {value!r} is not in {mark.name}"
            expected = (
                f"one of its codes{did_you_mean(value.lower().replace(' ', '_'), codes)}, or a new one there"
            )
            yield Problem(document.path, document.line(location), what, expected)
    for index, citation in enumerate(content.citations):
        if citation.key not in cited:
            location = ("citations", index)
            what = f"{describe_location(location, document.data)}: no entry cites it"
            yield Problem(document.path, document.line(location), what, "its key in some entry's `citations`")
