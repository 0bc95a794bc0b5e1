from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaspora_dw.content.dates import PartialDate

days = st.dates(min_value=date(1000, 1, 1))
points = days.flatmap(lambda day: st.sampled_from([f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}"]))


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2016", "year", date(2016, 1, 1), date(2016, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2010-05-29", "day", date(2010, 5, 29), date(2010, 5, 29)),
        ("2018/2021", "span", date(2018, 1, 1), date(2021, 12, 31)),
        ("2020-10/2025-07", "span", date(2020, 10, 1), date(2025, 7, 31)),
        ("unknown", "unknown", None, None),
    ],
)
def test_a_date_spans_from_the_first_to_the_last_day_it_can_mean(
    text: str, precision: str, earliest: date | None, latest: date | None
) -> None:
    assert PartialDate.parse(text) == PartialDate(text, precision, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "16",
        "20166",
        "2016-13",
        "2015-02-29",
        "2016-5",
        "0000",
        "May 2010",
        "29.05.2010",
        "/2016",
        "2016/",
        "٢٠١٦",
    ],
)
def test_what_is_no_date_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(ValueError, match="a date like 2016"):
        PartialDate.parse(text)


def test_a_span_is_printed_with_a_dash_and_kept_as_written() -> None:
    roadmap = PartialDate.parse("2018/2021")
    assert (str(roadmap), roadmap.printed) == ("2018/2021", "2018–2021")


@given(points)
def test_what_was_written_comes_back_and_its_days_are_in_order(text: str) -> None:
    parsed = PartialDate.parse(text)
    assert str(parsed) == text
    assert parsed.earliest is not None
    assert parsed.latest is not None
    assert parsed.earliest <= parsed.latest


@given(points, points)
def test_a_span_covers_both_its_ends_or_is_refused(first: str, last: str) -> None:
    start, end = PartialDate.parse(first), PartialDate.parse(last)
    assert start.earliest is not None
    assert end.earliest is not None
    if end.earliest < start.earliest:
        with pytest.raises(ValueError, match="before its start"):
            PartialDate.parse(f"{first}/{last}")
    else:
        span = PartialDate.parse(f"{first}/{last}")
        assert (span.earliest, span.latest) == (start.earliest, end.latest)


@given(st.text())
def test_any_other_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        parsed = PartialDate.parse(text)
    except ValueError:
        return
    assert parsed.text == text.strip()
