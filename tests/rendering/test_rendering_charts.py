"""Charts as SVG."""

import re
from xml.etree import ElementTree

from diaspora_dw.rendering import charts
from diaspora_dw.rendering.charts import Chart
from tests.rendering.sheets import destination, emigrants, received


def words(chart: Chart | None) -> list[str]:
    """The texts in a chart's picture."""
    assert chart is not None
    drawn = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own picture
    return [element.text for element in drawn.iter() if element.text]


def test_bars_are_named_and_numbered_in_the_order_given() -> None:
    chart = charts.destinations_chart([destination("Zamunda", 415_676), destination("Arcadia", 30_256)])
    assert words(chart) == ["415,676", "30,256", "Zamunda", "Arcadia"]


def test_what_a_chart_shows_is_told_to_those_who_do_not_see_it() -> None:
    chart = charts.destinations_chart([destination("Zamunda", 415_676)])
    assert chart is not None
    assert chart.label == "Bar chart of emigrants by destination: Zamunda 415,676."


def test_a_name_that_looks_like_markup_is_drawn_as_text() -> None:
    chart = charts.destinations_chart([destination('<script>"&', 1)])
    assert '<script>"&' in words(chart)
    assert chart is not None
    assert "<script" not in chart.svg


def test_colours_are_the_pages_so_that_they_follow_it_into_dark_mode() -> None:
    chart = charts.emigrants_chart([emigrants(1990, 60, 40), emigrants(2024, 50, 50)])
    assert chart is not None
    fixed = {c for c in re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg) if not c.startswith("var(--")}
    assert fixed <= {"none", "transparent"}


def test_a_picture_refers_to_nothing_outside_itself() -> None:
    chart = charts.received_chart([received(2022, 1e6), received(2023, 2e6)])
    assert chart is not None
    assert set(re.findall(r"https?://[^\"' ]+", chart.svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_equal_figures_give_equal_pictures() -> None:
    years = [emigrants(1990, 60, 40), emigrants(2024, 50, 50)]
    assert charts.emigrants_chart(years) == charts.emigrants_chart(years)


def test_one_year_makes_no_line_and_no_columns() -> None:
    assert charts.emigrants_chart([emigrants(2024, 50, 50)]) is None
    assert charts.received_chart([received(2023, 1e6)]) is None
    assert charts.share_of_gdp_chart([received(2022, 1e6, 38.4), received(2023, 1e6)]) is None


def test_no_split_by_sex_makes_no_chart_of_it() -> None:
    assert charts.sexes_chart([("All destinations", emigrants(2024, None, None))]) is None


def test_a_year_without_a_figure_keeps_its_place() -> None:
    chart = charts.received_chart([received(2020, 1e6), received(2023, 2e6)])
    assert {"2020", "2021", "2022", "2023"} <= set(words(chart))


def test_the_last_year_is_labelled_however_many_there_are() -> None:
    chart = charts.received_chart([received(year, 1e6) for year in range(1971, 2025)])
    years = [word for word in words(chart) if re.fullmatch(r"(19|20)\d\d", word)]
    assert "2024" in years
    assert len(years) <= charts.MOST_YEARS_LABELLED
