"""Tajikistan's file against the printed mapping, fact by fact; every fact is a test of its own."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from diaspora_dw.content.library import ContentLibrary
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import examine_content
from diaspora_dw.content.vocabulary import Vocabularies
from etl.content import CONTENT_FOLDER

HERE = Path(__file__).parent
FACTS: list[dict[str, Any]] = yaml.safe_load((HERE / "tajikistan_checklist.yaml").read_text(encoding="utf-8"))
FACTSHEET = Path(__file__).parents[3] / "shared" / "seed" / "tajikistan-factsheet.txt"
PROSE = {
    "objectives",
    "diaspora_role",
    "status_note",
    "note",
    "data_disclaimer",
    "definition",
    "conditions",
    "arrangements",
    "description",
    "text",
    "mandate",
    "work",
    "summary",
    "why",
}
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


def identity(fact: dict[str, Any]) -> str:
    comparison, value = list(fact.items())[1]
    return f"{fact['at']} {comparison} {value}"


@pytest.mark.parametrize("fact", FACTS, ids=identity)
def test_the_file_carries_the_fact(tajikistan: CountryContent, fact: dict[str, Any]) -> None:
    found = look_up(tajikistan.model_dump(mode="json"), fact["at"])
    if "count" in fact:
        assert len(found) == fact["count"]
    elif "has" in fact:
        assert fact["has"] in found
    else:
        assert found == fact["is"]


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
    one_line = " ".join(printed.split())
    names = [entry.title for entry in tajikistan.practices]
    names += [entry.title for entry in tajikistan.further_reading]
    names += [entry.name for entry in tajikistan.institutions]
    names += [entry.name for entry in tajikistan.diaspora_organisations]
    names += [action_name for p in tajikistan.policies for a in p.actions for action_name in a.names]
    names += [citation.title for citation in tajikistan.citations if citation.title]
    names += [entry.term for entry in tajikistan.terminology]
    assert [name for name in names if name not in one_line] == []


def test_every_printed_year_is_carried(tajikistan: CountryContent, printed: str) -> None:
    text = tajikistan.model_dump_json()
    assert {year for year in re.findall(r"\b(?:19|20)\d\d\b", printed) if year not in text} == set()


def test_prose_is_written_anew(tajikistan: CountryContent, printed: str) -> None:
    source = " ".join(re.findall(r"\w+", printed.lower()))
    copied = []
    for text in prose(tajikistan.model_dump(mode="json")):
        words = re.findall(r"\w+", text.lower())
        runs = (" ".join(words[i : i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1))
        copied += [run for run in runs if run in source]
    assert copied == []


def texts(value: Any) -> list[str]:
    """A text, or the texts of a list."""
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def prose(data: Any) -> list[str]:
    """The texts that are to be in the project's own words."""
    if isinstance(data, list):
        return [text for item in data for text in prose(item)]
    if not isinstance(data, dict):
        return []
    own = [text for name, value in data.items() if name in PROSE for text in texts(value)]
    return own + [text for value in data.values() for text in prose(value)]
