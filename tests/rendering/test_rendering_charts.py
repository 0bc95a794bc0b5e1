"""Charts: what they find, what they describe, and how they are drawn."""

import json
import re
from xml.etree import ElementTree

import pytest

from diaspora_dw.rendering import findings, pictures
from diaspora_dw.rendering.blocks import Chart, Table
from diaspora_dw.rendering.charts import MOST_YEARS_LABELLED, draw
from tests.rendering.sheets import emigrants

TABLE = Table("A table", "A source, edition 1", ("Name", "Number"), [])


def words(chart: Chart) -> list[str]:
    """The texts in a chart's picture."""
    drawn = ElementTree.fromstring(draw(chart))  # noqa: S314 - our own picture
    return [element.text for element in drawn.iter() if element.text]


def bars(*named: tuple[str, int]) -> Chart:
    rows: list[pictures.Bar] = [(name, number, f"{number:,}", "all") for name, number in named]
    return pictures.ranked("A title", "emigrants", "emigrants by destination", rows, TABLE)


def columns(*years: int, last: int = 2024) -> list[Chart]:
    points = [(year, 1.0 + year - years[0], f"{year - years[0]} units") for year in years]
    return pictures.columns(points, "money", "US$", TABLE, (years[0], last))


def lines(*rows: pictures.PeopleOfYear, finds: bool = True) -> list[Chart]:
    return pictures.people_over_time(rows, "emigrants", TABLE, finds=finds)


@pytest.mark.parametrize(
    ("pct", "said"),
    [
        (80.8, "four in five"),
        (50.4, "half"),
        (82.0, "82\u00a0% of emigrants"),
        (99.6, "almost all"),
        (0.3, "0.3\u00a0% of emigrants"),
    ],
)
def test_a_share_is_said_in_words_where_words_are_near(pct: float, said: str) -> None:
    assert findings.portion(pct, "emigrants") == said


def test_a_title_says_how_the_number_of_people_changed() -> None:
    (fewer,) = lines((1990, 553_000, None, None), (2024, 514_478, None, None))
    assert fewer.title == "7\u00a0% fewer emigrants than in 1990"
    (more,) = lines((1990, 100, None, None), (2024, 250, None, None))
    assert more.title == "2.5 times as many emigrants as in 1990"


def test_a_chart_of_poor_coverage_or_few_people_finds_nothing() -> None:
    rows = ((1990, 553_000, None, None), (2024, 514_478, None, None))
    assert [chart.title for chart in lines(*rows, finds=False)] == [TABLE.title]
    assert [chart.title for chart in lines((1990, 12, 6, 6), (2024, 900, 450, 450))] == [TABLE.title]


def test_a_description_holds_all_that_a_printer_needs_in_json() -> None:
    (chart,) = lines((1990, 60, 30, 30), (2024, 80, 40, 40))
    described = json.loads(json.dumps(chart.described()))
    assert (described["kind"], described["years"], described["at"]) == ("lines", [1990, 2024], [1990, 2024])
    assert described["series"] == [
        {"name": "All", "tone": "all", "values": [60, 80]},
        {"name": "Men", "tone": "men", "values": [30, 40]},
        {"name": "Women", "tone": "women", "values": [30, 40]},
    ]
    assert json.loads(json.dumps(bars(("Arcadia", 3)).described()))["rows"] == [["Arcadia", 3, "3"]]
    (over_time,) = columns(2020, 2022)
    assert (over_time.described()["from"], over_time.described()["values"]) == (2020, [1, None, 3])


def test_bars_are_named_and_numbered_in_the_order_given() -> None:
    assert words(bars(("Zamunda", 415_676), ("Arcadia", 30_256))) == [
        "415,676",
        "30,256",
        "Zamunda",
        "Arcadia",
    ]


def test_bars_of_charts_that_stand_side_by_side_have_one_scale() -> None:
    def longest_bar(chart: Chart) -> float:
        return max(float(found) for found in re.findall(r'd="M0,[^"]*?h([0-9.]+)v12h', draw(chart)))

    half, whole = bars(("Zamunda", 50)), bars(("Arcadia", 100))
    assert longest_bar(half) > longest_bar(whole) * 0.9
    half, whole = pictures.on_one_scale([half, whole])
    assert longest_bar(half) == pytest.approx(longest_bar(whole) / 2, abs=1)
    assert [chart.described().get("most") for chart in (half, whole)] == [100, None]


def test_what_a_chart_shows_is_told_to_those_who_do_not_see_it() -> None:
    assert bars(("Zamunda", 415_676)).label == "Bar chart of emigrants by destination: Zamunda 415,676."


def test_a_name_that_looks_like_markup_is_drawn_as_text() -> None:
    chart = bars(('<script>"&', 1))
    assert '<script>"&' in words(chart)
    assert "<script" not in draw(chart)


def test_colours_are_the_pages_so_that_they_follow_it_into_dark_mode() -> None:
    shares = pictures.sexes([("All", emigrants(2024, 60, 40))], "More men", TABLE)
    for chart in (
        bars(("Zamunda", 1)),
        *columns(2020, 2024),
        *lines((1990, 9, 5, 4), (2024, 8, 4, 4)),
        *shares,
    ):
        svg = draw(chart)
        fixed = {c for c in re.findall(r'(?:fill|stroke)="([^"]+)"', svg) if not c.startswith("var(--")}
        assert fixed <= {"none", "transparent"}
        assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert svg == draw(chart)


def test_one_year_makes_no_line_and_no_columns() -> None:
    assert lines((2024, 100, 50, 50)) == []
    assert columns(2023) == []


def test_no_split_by_sex_makes_no_chart_of_it() -> None:
    assert pictures.sexes([("All destinations", emigrants(2024, None, None))], "", TABLE) == []


def test_a_year_without_a_figure_keeps_its_place() -> None:
    (chart,) = columns(2020, 2023, last=2023)
    assert {"2020", "2021", "2022", "2023"} <= set(words(chart))


def test_charts_that_share_years_have_the_same_axis() -> None:
    (whole,), (part,) = columns(2020, 2024), columns(2020, 2022)
    assert {"2020", "2024"} <= set(words(whole)) & set(words(part))


def test_the_last_value_and_the_last_year_are_labelled_however_many_there_are() -> None:
    (chart,) = columns(*range(1971, 2025))
    years = [word for word in words(chart) if re.fullmatch(r"(19|20)\d\d", word)]
    assert "2024" in years
    assert len(years) <= MOST_YEARS_LABELLED
    assert "53 units" in words(chart)
    (line,) = lines((1990, 9, 5, 4), (2024, 8, 4, 4))
    assert {"All 8", "Men 4", "Women 4"} <= set(words(line))
