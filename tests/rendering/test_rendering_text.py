"""Factsheets for a terminal."""

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.sections import contents
from diaspora_dw.rendering.text import WIDTH, as_text, figures_as_text
from tests.rendering.sheets import mapping_that_says, sheet, source


def test_every_section_has_its_heading_in_order(tajikistan: Factsheet) -> None:
    lines = iter(as_text(tajikistan).splitlines())
    for section in contents(tajikistan):
        assert section.title.upper() in lines
        for part in section.parts:
            assert part.title in lines


def test_the_figures_of_the_printed_factsheet_are_there(tajikistan: Factsheet) -> None:
    text = as_text(tajikistan)
    for said in (
        "share of GDP: 38.42 %",
        "4,633.8 million US$",
        "57.4 % men, 42.6 % women",
        "47.4 % men, 52.6 % women",
        "1  Russian Federation                                         415,676",
        "32,157 migrants in edition 2020, no figure in edition 2024",
        "[15] Web page:",
    ):
        assert said in " ".join(text.split("\n    ")) or said in text, said


def test_lines_fit_a_terminal_but_for_addresses(tajikistan: Factsheet) -> None:
    long = [line for line in as_text(tajikistan).splitlines() if len(line) > WIDTH]
    assert [line for line in long if "http" not in line] == []


def test_what_is_missing_is_said(kyrgyzstan: Factsheet) -> None:
    assert "Nothing loaded on terminology, political rights" in as_text(kyrgyzstan)


def test_a_sample_is_marked_at_the_top() -> None:
    marked = as_text(sheet(sources=[source(is_sample=True)])).splitlines()
    assert marked[3].strip().startswith("SAMPLE.")


def test_text_in_any_script_comes_out_as_it_is() -> None:
    said = "Душанбе شهر <b>"
    assert said in as_text(sheet(mapping=mapping_that_says(said)))


def test_a_run_ends_with_few_lines(tajikistan: Factsheet) -> None:
    figures = figures_as_text(tajikistan)
    assert "514,478" in figures
    assert len(figures.splitlines()) < 20
