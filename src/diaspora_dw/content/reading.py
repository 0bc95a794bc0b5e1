"""Reads a country's file into the model, and reports every mistake with its line.

The model validates structure and values. The checks here need the whole file: repeated keys, links that lead
nowhere or in a circle, footnotes that no entry cites.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from diaspora_dw.content.document import Document, read_document
from diaspora_dw.content.fields import country_name
from diaspora_dw.content.marks import KeyOf, Known, Mark, TagOf, did_you_mean
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.problem import Location, Problem, describe_location
from diaspora_dw.content.shape import shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import ContentError

Found = tuple[str, Location, dict[str, Any]]
"""The section, the location and the data of an entry in a file."""


@dataclass(frozen=True)
class Examination:
    """The result of reading a file: its content, unless there are errors. Warnings need a look, not a change."""

    content: CountryContent | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_content(path: Path, vocabularies: Vocabularies, stored: bytes | None = None) -> CountryContent:
    """Read a country's file, or the stored bytes of it. Raise `ContentError` with every mistake by line."""
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
    errors, content = document.problems, None
    if document.data is not None:
        entries = list(_entries(document.data, CountryContent))
        keys: defaultdict[str, set[str]] = defaultdict(set)
        for section, _, entry in entries:
            keys[section].add(entry["key"])
        content = document.validate(CountryContent, Known(vocabularies.codes(), keys))
        errors += _repeated(document, entries, "key", "a key of its own for each entry")
        errors += _repeated(document, entries, "footnote", "one citation for each footnote")
        errors += [
            *_circles(document, entries),
            *_examples_of_others(document, entries),
            *_misnamed(document),
        ]
    errors.sort(key=lambda problem: problem.line)
    if content is None or errors:
        return Examination(None, tuple(errors), ())
    return Examination(content, (), tuple(_warnings(document, content, vocabularies)))


def _marked_values(part: BaseModel, at: Location = ()) -> Iterator[tuple[Location, Mark, str]]:
    """Yield every value of a model that has a mark, with its location: links to entries, codes and tags."""
    for name, field in type(part).model_fields.items():
        shape, value, location = shape_of(field), getattr(part, name), (*at, name)
        items = (
            [((*location, i), item) for i, item in enumerate(value)] if shape.many else [(location, value)]
        )
        for place, item in items:
            if isinstance(item, BaseModel):
                yield from _marked_values(item, place)
            elif shape.mark is not None and item is not None:
                yield place, shape.mark, item


def _entries(data: Any, model: type[BaseModel], at: Location = (), path: str = "") -> Iterator[Found]:
    """Yield section, location and data of every entry that has a key, and of those inside others."""
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        items = data.get(name) if isinstance(data, dict) else None
        if shape.model is None or not shape.many or not isinstance(items, list):
            continue
        section = f"{path}.{name}" if path else name
        for index, item in enumerate(items):
            location = (*at, name, index)
            if shape.entry and isinstance(item, dict) and isinstance(item.get("key"), str):
                yield section, location, item
            yield from _entries(item, shape.model, location, section)


def _repeated(document: Document, entries: list[Found], field: str, expected: str) -> Iterator[Problem]:
    """Yield the values of a field that an earlier entry of the section has too."""
    first: dict[tuple[str, str], int] = {}
    for section, location, entry in entries:
        value, at = entry.get(field), (*location, field)
        if not isinstance(value, str):
            continue
        line = document.line(at)
        if (section, value) not in first:
            first[section, value] = line
            continue
        taken = f"is taken (line {first[section, value]})"
        if field == "key":
            place = describe_location(location[:-1], document.data)
            yield Problem(document.path, line, f"{place}: the key {value!r} {taken}", expected)
        else:
            yield document.problem(at, f"footnote {value} {taken}", expected)


def _circles(document: Document, entries: list[Found]) -> Iterator[Problem]:
    """Yield entries whose parents lead back to themselves."""
    parents = {(section, entry["key"]): entry.get("parent") for section, _, entry in entries}
    for section, location, entry in entries:
        seen: set[str] = set()
        above = entry.get("parent")
        while isinstance(above, str) and above not in seen:
            seen.add(above)
            above = parents.get((section, above))
        if entry["key"] in seen:
            what = f"{entry['parent']!r} is the entry itself, or a part of it"
            yield document.problem((*location, "parent"), what, "a parent further up")


def _examples_of_others(document: Document, entries: list[Found]) -> Iterator[Problem]:
    """Yield findings that are examples of an example, or of a finding of another kind: no page can show them."""
    findings = [
        (location, finding)
        for section, location, finding in entries
        if section == "assessments" and isinstance(finding.get("parent"), str | None)
    ]
    by_key = {finding["key"]: finding for _, finding in findings}
    for location, finding in findings:
        above = by_key.get(finding.get("parent"))
        if above and (above.get("parent") is not None or above.get("kind") != finding.get("kind")):
            what = f"{above['key']!r} has a parent itself, or is of another kind"
            expected = "a finding of the same kind that is no example itself"
            yield document.problem((*location, "parent"), what, expected)


def _misnamed(document: Document) -> Iterator[Problem]:
    country = document.data.get("country") if isinstance(document.data, dict) else None
    if isinstance(country, str) and country_name(country) and document.path.name != f"{country}.yaml":
        what = f"found {country!r} in {document.path.name}"
        yield document.problem(("country",), what, f"the file's name to be {country}.yaml")


def _warnings(document: Document, content: CountryContent, vocabularies: Vocabularies) -> Iterator[Problem]:
    known, cited = vocabularies.codes(), set()
    for location, mark, value in _marked_values(content):
        if isinstance(mark, KeyOf) and mark.name == "citations":
            cited.add(value)
        if isinstance(mark, TagOf) and value not in (codes := known[mark.name]):
            hint = did_you_mean(value.lower().replace(" ", "_"), codes)
            expected = f"one of its codes{hint}, or a new one there"
            yield document.problem(location, f"{value!r} is not in {mark.name}", expected)
    for index, citation in enumerate(content.citations):
        if citation.key not in cited:
            expected = "its key in some entry's `citations`"
            yield document.problem(("citations", index), "no entry cites it", expected)
