"""The payloads of the page on corridors, from the real figures."""

import gzip
import json
from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.rendering import wording
from diaspora_dw.site import corridors

Payloads = dict[str, Any]


@pytest.fixture(scope="module")
def payloads(loaded: Database) -> Payloads:
    """All payloads by name, as a page reads them."""
    with loaded.connect("reader") as connection:
        return {name: json.loads(json.dumps(value)) for name, value in corridors.payloads(connection)}


def partners(payloads: Payloads, country: str, where: str) -> dict[str, list[Any]]:
    """Return each partner's figures as a page unpacks them."""
    lines = (row.split(";") for row in payloads[f"corridors/{country}"][where]["rows"])
    return {code: [*map(unpacked, packed)] for code, *packed in lines}


def unpacked(text: str) -> str | list[int | None]:
    if text in ("", "="):
        return text
    return [int(digits, 36) if digits else None for digits in text.split(",")]


@pytest.mark.parametrize(
    ("country", "where"), [("TJK", "from"), ("DEU", "to"), ("IND", "from"), ("TUV", "to")]
)
def test_migrants_are_those_of_the_view(
    payloads: Payloads, loaded: Database, country: str, where: str
) -> None:
    here, there = ("origin", "destination") if where == "from" else ("destination", "origin")
    with loaded.connect("reader") as connection:
        expected = {
            (code, year): (migrants, men)
            for code, year, migrants, men in connection.execute(
                f"select {there}_iso3_code, year, migrants, male_migrants from mart.corridor "
                f"where {here}_iso3_code = %s",
                [country],
            )
        }
    years = payloads["corridors"]["editions"][0]["years"]
    found = {
        (code, year): (migrants, men)
        for code, figures in partners(payloads, country, where).items()
        for year, migrants, men in zip(years, *figures[:2], strict=False)
        if migrants is not None
    }
    assert found == expected


def test_the_former_edition_is_there_where_it_differs(payloads: Payloads) -> None:
    migrants, _men, former, _former_men, revised, *_ = partners(payloads, "TJK", "from")["DEU"]
    years = payloads["corridors"]["editions"][1]["years"]
    assert migrants == ""
    assert former[years.index(2020)] == 32157
    assert 2020 in revised


def test_an_equal_former_edition_is_left_out(payloads: Payloads) -> None:
    assert partners(payloads, "TJK", "from")["AFG"][2:4] == ["=", "="]


def test_coverage_says_how_many_origins_a_destination_names(payloads: Payloads) -> None:
    newest = payloads["corridors"]["editions"][0]
    named, notes = newest["coverage"]["DEU"]
    place = newest["years"].index(2024)
    assert named[place] == 27
    assert "18.7 %" in payloads["corridors"]["texts"][notes[place]]
    assert "DEU" in newest["reassessed"]


def test_remittances_are_those_of_the_view_in_the_digits_that_are_shown(
    payloads: Payloads, loaded: Database
) -> None:
    shared = payloads["corridors"]["remittances"]
    estimated, published = partners(payloads, "TJK", "from")["RUS"][5:7]
    with loaded.connect("reader") as connection:
        expected = dict(
            connection.execute(
                "select method, remittances_usd from mart.bilateral_remittance where year = 2021"
                " and origin_iso3_code = 'TJK' and destination_iso3_code = 'RUS'"
            ).fetchall()
        )
    found = {
        "estimated": estimated[shared["estimated"]["years"].index(2021)] * 100,
        "published": published[shared["published"]["years"].index(2021)] * 100,
    }
    assert found == {method: wording.rounded_estimate(dollars) for method, dollars in expected.items()}


@pytest.mark.parametrize(("here", "there"), [("origin", "destination"), ("destination", "origin")])
def test_published_remittances_have_the_notes_of_the_view(
    payloads: Payloads, loaded: Database, here: str, there: str
) -> None:
    where = "from" if here == "origin" else "to"
    with loaded.connect("reader") as connection:
        expected = dict(
            connection.execute(
                f"select {there}_iso3_code, coverage_note from mart.bilateral_remittance "
                f"where {here}_iso3_code = 'CHN' and method = 'published' and coverage_note is not null"
            ).fetchall()
        )
    texts = payloads["corridors/CHN"]["texts"]
    found = partners(payloads, "CHN", where).items()
    assert expected
    assert {code: texts[place] for code, figures in found for [place] in figures[8:]} == expected


def test_an_estimate_says_so_where_an_income_is_a_median(payloads: Payloads) -> None:
    at = payloads["corridors"]["remittances"]["estimated"]["years"].index(2024)
    colombians = partners(payloads, "COL", "from")
    texts = payloads["corridors/COL"]["texts"]
    assert "median of the subregion" in texts[colombians["VEN"][7][at]]
    assert colombians["USA"][7:8] in ([], [""])


def test_each_country_loads_fast_over_a_slow_connection(payloads: Payloads) -> None:
    sizes = {name: json.dumps(value, separators=(",", ":")).encode() for name, value in payloads.items()}
    assert max(len(gzip.compress(text)) for text in sizes.values()) < 40_000
    assert sum(map(len, sizes.values())) < 3_100_000


def test_an_empty_warehouse_has_no_corridors(database: Database) -> None:
    with database.connect("reader") as connection:
        assert list(corridors.payloads(connection)) == []
