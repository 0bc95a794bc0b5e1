"""Factsheets for a terminal."""

import html
import re

import pytest

from diaspora_dw.rendering import mapping_sections
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.html import as_html
from diaspora_dw.rendering.mapping import SECTIONS
from diaspora_dw.rendering.sections import sections, subsections
from diaspora_dw.rendering.text import WIDTH, as_text
from tests.rendering.sheets import mapping_that_says, sheet, source


def test_every_section_has_its_heading_in_order(tajikistan: Factsheet) -> None:
    lines = iter(as_text(tajikistan).splitlines())
    found, _ = sections(tajikistan)
    for section in found:
        assert section.title.upper() in lines
        for part in subsections(section.body):
            assert part.title in lines


def test_the_figures_of_the_printed_factsheet_are_there(tajikistan: Factsheet) -> None:
    text = as_text(tajikistan)
    for said in (
        "Remittances received: US$ 4.6 billion (38.42 % of GDP)",
        "2nd of 187 in the world, 1st of 4 in Central Asia",
        "All destinations    514,478  57.4 %  42.6 %",
        "Change in emigrants since 2020: −0.7 % (3,501 fewer people, −0.2 % a year; −6.9 % since 1990)",
        "Immigrants less emigrants: −237,701",
        "80.8 % of all emigrants live in the largest destination and 96.5 % in the five largest.",
        "47.4 % men, 52.6 % women",
        "Russian Federation    415,676  80.8 %",
        "32,157 migrants in edition 2020, no figure in edition 2024",
        "[15] Web page:",
    ):
        assert said in " ".join(text.split("\n    ")) or said in text, said


def test_lines_fit_a_terminal_but_for_addresses(tajikistan: Factsheet) -> None:
    long = [line for line in as_text(tajikistan).splitlines() if len(line) > WIDTH]
    assert [line for line in long if "http" not in line] == []


def test_missing_sections_are_listed(kyrgyzstan: Factsheet) -> None:
    assert "Not in this factsheet: Terminology; Policy and legislative framework;" in as_text(kyrgyzstan)


def test_a_sample_is_marked_at_the_top() -> None:
    marked = as_text(sheet(sources=[source(is_sample=True)])).splitlines()
    assert marked[3].strip().startswith("SAMPLE.")


def test_text_in_any_script_comes_out_as_it_is() -> None:
    said = "Душанбе شهر <b>"
    assert said in as_text(sheet(mapping=mapping_that_says(said)))


def test_a_column_that_a_view_gains_is_printed_with_its_label_in_every_format() -> None:
    mapping = mapping_that_says("x")
    records = [record for section in SECTIONS for record in mapping.records(section)]
    for record in (
        *records,
        *(action for policy in mapping.records("policies") for action in policy["actions"]),
    ):
        record["implementing_partner"] = "Somebody"
    milestones_and_readers = sheet(mapping=mapping)
    for printed in (as_text(milestones_and_readers), html.unescape(as_html(milestones_and_readers))):
        flat = re.sub(r"<[^>]+>|:", "", printed)
        assert len(re.findall(r"Implementing partner\s*Somebody", flat)) == len(records) + 1


def test_a_section_that_the_mapping_gains_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping_sections, "BUILT", mapping_sections.BUILT - {"practices"})
    text = as_text(sheet(mapping=mapping_that_says()))
    assert "Led by: Practice.led_by" in text
