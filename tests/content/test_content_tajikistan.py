"""Tajikistan's file against the printed mapping."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from diaspora_dw.content.library import ContentLibrary
from diaspora_dw.content.marks import OwnWords
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import examine_content
from diaspora_dw.content.shape import shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from etl.content import CONTENT_FOLDER

FACTSHEET = Path(__file__).parents[3] / "shared" / "seed" / "tajikistan-factsheet.txt"
WORDS_IN_A_ROW = 8
"""So many words in the same order are a copied sentence; names of laws and bodies reach seven."""


@pytest.fixture(scope="module")
def tajikistan(vocabularies: Vocabularies) -> CountryContent:
    content = examine_content(CONTENT_FOLDER / "TJK.yaml", vocabularies).content
    assert content is not None
    return content


@pytest.fixture(scope="module")
def printed() -> str:
    if not FACTSHEET.exists():
        pytest.skip(f"the printed factsheet is not at {FACTSHEET}")
    return FACTSHEET.read_text(encoding="utf-8")


def look_up(data: Any, path: str) -> Any:
    """What stands at a path of fields and keys. Raises `LookupError` where there is nothing."""
    for step in path.split("/"):
        data = {entry["key"]: entry for entry in data}[step] if isinstance(data, list) else data[step]
    return data


def test_all_content_is_valid_and_without_warnings() -> None:
    for examination in ContentLibrary((CONTENT_FOLDER,)).examine():
        assert [*examination.errors, *examination.warnings] == []


def test_the_footnotes_are_numbered_without_a_gap(tajikistan: CountryContent) -> None:
    assert [citation.footnote for citation in tajikistan.citations] == list(range(1, 16))


def test_every_correction_names_a_field_that_there_is(tajikistan: CountryContent) -> None:
    data = tajikistan.model_dump(mode="json")
    for correction in tajikistan.corrections:
        if "/" in correction.where:
            assert look_up(data, correction.where), correction.key


def test_every_printed_address_is_carried_to_the_letter(tajikistan: CountryContent, printed: str) -> None:
    addresses = {address.rstrip(";") for address in re.findall(r"https?://[^\s<>]+", printed)}
    assert {address for citation in tajikistan.citations for address in citation.urls} == addresses


def test_titles_and_names_stand_as_printed(tajikistan: CountryContent, printed: str) -> None:
    one_line = " ".join(printed.replace("**", "").split())
    names = [entry.title for entry in tajikistan.practices]
    names += [entry.title for entry in tajikistan.further_reading]
    names += [entry.name for entry in tajikistan.institutions]
    names += [entry.title for entry in tajikistan.policies if not entry.title.startswith("[")]
    names += [entry.name for entry in tajikistan.diaspora_organisations]
    names += [action_name for p in tajikistan.policies for a in p.actions for action_name in a.names]
    names += [citation.title for citation in tajikistan.citations if citation.title]
    names += [entry.term for entry in tajikistan.terminology]
    assert [name for name in names if name not in one_line] == []


@pytest.mark.parametrize("key", ["ravzana", "nur", "tajikinvest", "peshraft", "dtg"])
def test_an_aim_of_an_organisation_stays_an_aim(tajikistan: CountryContent, key: str) -> None:
    (organisation,) = (found for found in tajikistan.diaspora_organisations if found.key == key)
    assert re.search(r"\b[Aa]ims to\b", organisation.description)


def test_the_list_of_organisations_says_that_it_is_limited_to_europe(
    tajikistan: CountryContent, printed: str
) -> None:
    assert f"Diaspora organisations in {tajikistan.edition.organisations_scope}" in printed


def test_every_misprint_stands_in_the_printed_mapping(tajikistan: CountryContent, printed: str) -> None:
    one_line = " ".join(printed.replace("**", "").split())
    parts = [(c.key, part) for c in tajikistan.corrections for part in c.printed.split(": ")]
    assert [(key, part) for key, part in parts if part not in one_line] == []


def test_every_printed_year_is_carried(tajikistan: CountryContent, printed: str) -> None:
    text = tajikistan.model_dump_json()
    assert {year for year in re.findall(r"\b(?:19|20)\d\d\b", printed) if year not in text} == set()


def test_prose_is_written_anew(tajikistan: CountryContent, printed: str) -> None:
    source = " ".join(re.findall(r"\w+", printed.lower()))
    copied = []
    for text in prose(tajikistan):
        words = re.findall(r"\w+", text.lower())
        runs = (" ".join(words[i : i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1))
        copied += [run for run in runs if run in source]
    assert copied == []


def prose(part: BaseModel) -> Iterator[str]:
    """The texts that are to be in the project's own words."""
    for name, field in type(part).model_fields.items():
        shape, value = shape_of(field), getattr(part, name)
        for item in value if shape.many else [value]:
            if isinstance(item, BaseModel):
                yield from prose(item)
            elif item is not None and shape.note(OwnWords):
                yield item
