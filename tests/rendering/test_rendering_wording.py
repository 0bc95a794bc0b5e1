"""Figures, dates and lines in words."""

import pytest

from diaspora_dw.rendering import wording
from diaspora_dw.rendering.figures import Country
from tests.rendering.sheets import country


def test_notes_on_places_that_differ_only_in_their_brackets_are_one_sentence() -> None:
    noted = [
        ("Aland", "Many are unknown (18.7 %), so take care. One is old."),
        ("Beland", "For 2020, fewer. Many are unknown (6.0 %), so take care."),
        ("Celand", ""),
    ]
    assert list(wording.cautions(noted)) == [
        "Many are unknown, so take care: Aland (18.7 %), Beland (6.0 %).",
        "Aland: One is old.",
        "Beland: For 2020, fewer.",
    ]


def test_a_note_that_is_the_same_for_all_places_names_none() -> None:
    noted = [("Aland", "The sum is old (2 US$)."), ("Beland", "The sum is old (2 US$).")]
    assert list(wording.cautions(noted)) == ["The sum is old (2 US$)."]


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (57.38, 1, "57.4 %"),
        (38.4199, 2, "38.42 %"),
        (0, 1, "0.0 %"),
        (0.04, 1, "< 0.1 %"),
        (None, 1, "no figure"),
    ],
)
def test_a_share_is_printed_in_per_cent(value: float | None, digits: int, said: str) -> None:
    assert wording.percent(value, digits).replace(wording.NO_BREAK, " ") == said


def test_a_negative_number_has_a_minus_and_not_a_hyphen() -> None:
    assert wording.count(-19_999) == "−19,999"


def test_a_table_gives_remittances_in_millions() -> None:
    assert wording.millions(4_633_754_222.3) == "4,633.8"


def test_the_largest_amount_of_a_table_decides_its_unit() -> None:
    assert wording.in_unit([2_306_758_117, 1_500_000, 900]) == (
        "million US$",
        ["2,306.8", "1.5", f"<{wording.NO_BREAK}0.1"],
    )
    assert wording.in_unit([861_912, 26_000]) == ("thousand US$", ["861.9", "26.0"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2_306_758_117, "US$ 2.3 billion"),
        (861_912, "US$ 860,000"),
        (412_345_678, "US$ 412 million"),
        (999_600, "US$ 1.0 million"),
        (5_646_606_558, "US$ 5.6 billion"),
        (99_960_000_000, "US$ 100 billion"),
        (7, "US$ 7"),
    ],
)
def test_an_estimate_does_not_pretend_to_be_exact(value: float, said: str) -> None:
    assert wording.estimated_dollars(value).replace(wording.NO_BREAK, " ") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (4_525_703_903_627, "US$ 4.5 trillion"),
        (21_047_200_000, "US$ 21.0 billion"),
        (999_990_000, "US$ 1.0 billion"),
        (999_900_000, "US$ 999.9 million"),
        (2_590_000, "US$ 2.6 million"),
        (950_000, "US$ 950,000"),
        (None, "no figure"),
    ],
)
def test_amounts_are_printed_as_people_say_them(value: float | None, said: str) -> None:
    assert wording.dollars(value).replace(wording.NO_BREAK, " ") == said


def test_fewer_than_50_people_have_no_percentages() -> None:
    assert wording.share(70.0, 49) == "too few"
    assert wording.share(70.0, 50) == wording.percent(70.0)
    assert wording.share(None, 10) == "no figure"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2010-05-29", "29 May 2010"),
        ("2025-07", "July 2025"),
        ("2016", "2016"),
        ("2018–2021", "2018–2021"),
        ("2018-03–2019-04-01", "March 2018–1 April 2019"),
        ("2024-25", "2024-25"),
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
        (12_060.6e6, "current US$", "US$ 12.1 billion at current prices"),
        (11.5, "% of labour force", "11.5 % of labour force"),
        (-19_999, "persons", "−19,999 persons"),
    ],
)
def test_an_indicator_is_printed_in_the_unit_of_its_publisher(value: float, unit: str, said: str) -> None:
    assert " ".join(wording.measure(value, unit)).replace(wording.NO_BREAK, " ") == said


def test_a_figure_that_an_edition_lacks_is_reported_as_missing() -> None:
    assert wording.disagreement("Germany", 2020, ("2020", 32_157), ("2024", None)) == (
        "Germany, 2020: 32,157 migrants in edition 2020, no figure in edition 2024."
    )


@pytest.mark.parametrize(
    ("latest", "placeholder", "said"),
    [
        (2023, None, ""),
        (2019, None, ""),
        (2018, None, "Latest figure; none published since 2018."),
        (2010, 2023, "No usable figure published since 2010 (the World Bank publishes 0)."),
        (2023, 2007, ""),
        (None, 2023, ""),
    ],
)
def test_old_remittances_say_why_there_are_none_since(
    latest: int | None, placeholder: int | None, said: str
) -> None:
    of = country(
        remittances_received_year=latest,
        remittances_placeholder_year=placeholder,
        indicator_newest_year=2024,
    )
    assert wording.age_of_remittances(Country.model_validate(of)) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2024, "GDP of 2024 not known yet"),
        (2023, "GDP of 2023 not known yet"),
        (2016, "no GDP figure for 2016"),
    ],
)
def test_only_a_gdp_that_can_still_come_is_not_known_yet(year: int, said: str) -> None:
    of = Country.model_validate(country(indicator_newest_year=2024))
    assert wording.missing_gdp(year, of) == said


@pytest.mark.parametrize(
    ("rank", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st"), (112, "112th")],
)
def test_a_place_is_an_ordinal_among_the_countries_of_a_group(rank: int, said: str) -> None:
    assert wording.place(rank, 187, "World") == f"{said} of 187 in the world"
    assert wording.place(rank, 187, "Central Asia") == f"{said} of 187 in Central Asia"


def test_a_change_has_its_sign() -> None:
    assert wording.change(6.44) == f"+6.4{wording.NO_BREAK}%"
    assert wording.change(-0.7) == f"−0.7{wording.NO_BREAK}%"


def test_investment_and_aid_are_set_against_remittances_unless_they_are_negative() -> None:
    said = wording.compared_remittances("aid", 5e8, 2023, 9.2, "repayments were larger")
    assert said.startswith(
        "In 2023, aid was US$\u00a0500.0\u00a0million: for each dollar, US$\u00a09.20 of remittances"
    )
    said = wording.compared_remittances("aid", -5e8, 2023, None, "repayments were larger")
    assert said == "In 2023, aid was US$\u00a0−500.0\u00a0million: repayments were larger."


def test_a_few_destinations_or_emigrants_have_no_shares() -> None:
    fields = {"emigrants": 60, "top_destination_pct": 80.0, "top_five_destinations_pct": 95.0}
    many, few = (Country.model_validate(country(destinations=n, **fields)) for n in (31, 4))
    assert str(wording.concentration(many)).startswith("80.0\u00a0% of all emigrants live in the largest")
    assert wording.concentration(few) == "UN DESA counts emigrants in 4 of the world’s countries and areas."
    nobody = Country.model_validate(country(destinations=31, emigrants=49))
    assert wording.concentration(nobody) is None
