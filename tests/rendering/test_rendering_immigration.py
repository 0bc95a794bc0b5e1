"""The half of a factsheet that looks at the country as a destination."""

import html
import json

import pytest

from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import Factsheet, read_factsheet
from diaspora_dw.rendering.html import as_html
from diaspora_dw.rendering.text import as_text
from tests.rendering.sheets import UNKNOWN_COUNTRY, immigrants, origin, sheet, source

UNKNOWN = (
    "UN DESA does not say where many of the immigrants (18.7 %) come from, so the figure may be too low."
)


@pytest.fixture(scope="module")
def germany(loaded: Database) -> Factsheet:
    """The factsheet of a country to which people go."""
    with loaded.connect("reader") as connection:
        return read_factsheet(connection, "DEU")


def words_of(factsheet: Factsheet) -> str:
    return " ".join(as_text(factsheet).split())


def test_germanys_immigrants_are_in_text_page_and_json(germany: Factsheet) -> None:
    document = json.loads(germany.model_dump_json())
    latest = document["immigration"][-1]
    assert (latest["year"], latest["immigrants"], latest["reassessed"]) == (2024, 16_750_084, True)
    assert latest["immigrants_pct_of_population"] == pytest.approx(19.81, abs=0.005)
    assert document["top_origins"][0]["origin_name"] == "Poland"
    for printed in (words_of(germany), " ".join(as_html(germany).split())):
        for figure in ("16,750,084", "84,552,242", "8,375,042", "Poland", "1,883,559", "5,233,990"):
            assert figure in printed
        assert "UN DESA does not say where 18.7 % of the immigrants come from." in printed
        assert "UN DESA gives exactly as many men as women" in printed


def test_women_and_population_are_given_for_every_year() -> None:
    years = [
        immigrants(year, 60, women, population=4_000, immigrants_pct_of_population=2.5)
        for year, women in ((2020, 40), (2024, 60))
    ]
    words = words_of(sheet(immigration=years))
    assert "2020 100 60 40 40.0 % 4,000 2.5 %" in words
    assert "60 60 50.0 % 4,000 2.5 %" in words
    assert "UN DESA’s population of the same year" in words


def test_a_note_that_all_origins_share_is_given_once() -> None:
    origins = [
        origin("Aland", 900, f"For 2020, fewer. {UNKNOWN}", unknown_origin_pct=18.7),
        origin("Beland", 500, UNKNOWN, unknown_origin_pct=18.7),
    ]
    words = words_of(sheet(top_origins=origins))
    assert f"- {UNKNOWN} - Aland: For 2020, fewer." in words
    assert words.count("may be too low") == 1


def test_the_note_of_the_only_origin_is_its_own() -> None:
    assert "- Aland: For 2020, fewer." in words_of(
        sheet(top_origins=[origin("Aland", 900, "For 2020, fewer.")])
    )


def test_a_country_that_the_edition_did_not_estimate_anew_says_so() -> None:
    carried = "Edition 2024 did not reassess this country"
    assert carried in words_of(sheet(immigration=[immigrants(2024, 60, 40, reassessed=False)]))
    assert carried not in words_of(sheet(immigration=[immigrants(2024, 60, 40, reassessed=True)]))


def test_percentages_of_few_immigrants_are_not_given() -> None:
    words = words_of(sheet(immigration=[immigrants(2024, 6, 4)]))
    assert "Immigrants: 10 (too few to divide into men and women)" in words
    assert "2024 10 6 4 too few" in words


@pytest.mark.parametrize("years", [[], [immigrants(2024, 6, 4, immigrants=None, population=11_258)]])
def test_a_place_whose_immigrants_are_not_counted_says_so(years: list[object]) -> None:
    loaded = sheet(
        country={**UNKNOWN_COUNTRY, "name_in_sentence": "the Anylands"},
        immigration=years,
        sources=[source(source_code="undesa_destination")],
    )
    assert "UN DESA has no figures of immigrants in the Anylands." in words_of(loaded)


def test_charts_of_immigrants_say_in_words_what_they_show() -> None:
    years = [immigrants(1990, 60, 40), immigrants(2024, 150, 50, unknown_origin=20)]
    page = html.unescape(
        as_html(sheet(immigration=years, top_origins=[origin("Aland", 90, pct_of_immigrants=45)]))
    )
    assert "Line chart of immigrants over the years, from 100 in 1990 to 200 in 2024." in page
    assert "2 times as many immigrants as in 1990" in page
    assert "45\u00a0% of immigrants are from Aland" in page
    assert (
        "Aland 90 · 45.0\u00a0%; Other countries and areas 90 · 45.0\u00a0%; Origin unknown 20 · 10.0\u00a0%."
        in page
    )
