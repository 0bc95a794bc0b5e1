"""Whatever a mapping holds is on the page and in the terminal: no form of a factsheet leaves out a fact."""

import html
import re

import pytest

from diaspora_dw.rendering.html import as_html
from diaspora_dw.rendering.text import as_text
from tests.rendering.sheets import mapping_that_says, sheet

SAID_OTHERWISE = {
    *("kind", "status", "scope", "level", "right_kind"),  # by their labels
    *("anchor", "parent_key", "original_language", "name_language", "destination_iso3_code"),
    *("first_year", "last_year"),  # in the date as printed
    *("about", "location"),  # by where it stands
}
LABELS_LEFT_OUT = {"Assessment.kind_label", "Term.kind_label", "Citation.kind_label"}
"""Headings say them; a term and a footnote have them only where there is nothing better."""


def markers() -> list[str]:
    """Every text of a mapping that says of each field which one it is."""
    found = re.findall(r"\b[A-Z][A-Za-z]+\.[a-z0-9_]+", mapping_that_says().model_dump_json())
    return [
        marker
        for marker in dict.fromkeys(found)
        if not marker.endswith("_key")
        and marker.partition(".")[2] not in SAID_OTHERWISE
        and marker not in LABELS_LEFT_OUT
    ]


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    said = sheet(mapping=mapping_that_says())
    return {"text": as_text(said), "page": html.unescape(as_html(said))}


@pytest.mark.parametrize("form", ["text", "page"])
@pytest.mark.parametrize("marker", markers())
def test_every_fact_is_said(written: dict[str, str], form: str, marker: str) -> None:
    assert marker.lower() in written[form].lower()
