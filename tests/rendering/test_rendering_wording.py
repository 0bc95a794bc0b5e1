"""Figures, dates and lines in words."""

import pytest

from diaspora_dw.rendering import wording
from diaspora_dw.rendering.figures import EditionDisagreement


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (57.38, 1, "57.4 %"),
        (38.4199, 2, "38.42 %"),
        (0, 1, "0.0 %"),
        (0.04, 1, "< 0.1 %"),
        (None, 1, "unknown"),
    ],
)
def test_a_share_is_printed_in_per_cent(value: float | None, digits: int, said: str) -> None:
    assert wording.percent(value, digits).replace(wording.NO_BREAK, " ") == said


def test_a_negative_number_has_a_minus_and_not_a_hyphen() -> None:
    assert wording.count(-19_999) == "−19,999"


def test_remittances_are_printed_in_millions() -> None:
    assert wording.millions(4_633_754_222.3) == "4,633.8"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2010-05-29", "29 May 2010"),
        ("2025-07", "July 2025"),
        ("2016", "2016"),
        ("2018–2021", "2018–2021"),
        ("2018-03–2019-04-01", "March 2018–1 April 2019"),
        ("unknown", "No year printed"),
        (None, ""),
    ],
)
def test_dates_are_written_out_as_far_as_they_are_known(text: str | None, printed: str) -> None:
    assert wording.printed_date(text) == printed


@pytest.mark.parametrize(
    ("start", "end", "term"),
    [
        ("2016", "2030", "2016–2030"),
        ("2019", "2019", "2019"),
        ("2019", None, "from 2019"),
        (None, "2015", "until 2015"),
        ("unknown", None, ""),
    ],
)
def test_a_period_is_printed_as_far_as_it_is_known(start: str | None, end: str | None, term: str) -> None:
    assert wording.period(start, end) == term


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12_060.6e6, "current US$", "12,060.6 million US$"),
        (11.5, "% of labour force", "11.5 % of labour force"),
        (-19_999, "persons", "−19,999 persons"),
    ],
)
def test_an_indicator_is_printed_in_the_unit_of_its_publisher(value: float, unit: str, said: str) -> None:
    assert " ".join(wording.measure(value, unit)).replace(wording.NO_BREAK, " ") == said


def test_a_figure_that_an_edition_lacks_is_reported_as_missing() -> None:
    row = EditionDisagreement(
        destination_iso3_code="DEU",
        destination_name="Germany",
        year=2020,
        edition_before="2020",
        edition_after="2024",
        migrants_before=32_157,
        migrants_after=None,
        difference=-32_157,
    )
    assert wording.disagreement(row, "Tajikistan") == (
        "From Tajikistan in Germany, 2020: 32,157 migrants in edition 2020, no figure in edition 2024."
    )
