"""The page in a real browser: on a phone, on a screen, at night, on paper, and for those who cannot see it."""

import re
from pathlib import Path
from typing import Any

import pytest

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.html import as_html
from tests.browsing import findings
from tests.rendering.sheets import mapping_that_says, sheet

PHONE, SCREEN = 390, 1280
A4_CONTENT_HEIGHT = 265 / 25.4 * 96
"""CSS pixels of what the page's margins leave of A4."""


@pytest.fixture(scope="module")
def page_of_kyrgyzstan(kyrgyzstan: Factsheet, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("factsheet") / "KGZ.html"
    file.write_text(as_html(kyrgyzstan), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    page_of_tajikistan: str, visit: Any, width: int
) -> None:
    seen = visit(page_of_tajikistan, width)
    seen.page.wait_for_load_state("networkidle")
    assert seen.requests == [page_of_tajikistan]
    assert seen.complaints == []


@pytest.mark.parametrize("width", [320, PHONE, 700, SCREEN])
def test_nothing_scrolls_sideways(page_of_tajikistan: str, visit: Any, width: int) -> None:
    page = visit(page_of_tajikistan, width).page
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_without_a_place_to_break_does_not_widen_the_page(tmp_path: Path, visit: Any) -> None:
    file = tmp_path / "long.html"
    file.write_text(as_html(sheet(mapping=mapping_that_says("W" * 400))), encoding="utf-8")
    assert visit(file.as_uri(), PHONE).page.evaluate("document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize(("width", "colours"), [(PHONE, "dark"), (SCREEN, "light")])
def test_an_audit_of_accessibility_finds_nothing(
    page_of_tajikistan: str, visit: Any, width: int, colours: str
) -> None:
    assert findings(visit(page_of_tajikistan, width, colours).page) == []


def test_an_audit_finds_nothing_where_the_mapping_is_missing(page_of_kyrgyzstan: str, visit: Any) -> None:
    assert findings(visit(page_of_kyrgyzstan, PHONE).page) == []


def test_the_page_goes_dark_with_its_charts(page_of_tajikistan: str, visit: Any) -> None:
    look = """() => [document.body, document.querySelector('.chart text'), document.querySelector('.chart path[fill]')]
        .map((part, i) => getComputedStyle(part)[i ? 'fill' : 'backgroundColor'])"""
    light = visit(page_of_tajikistan).page.evaluate(look)
    dark = visit(page_of_tajikistan, colours="dark").page.evaluate(look)
    assert light[0] == "rgb(255, 255, 255)"
    assert dark[0] == "rgb(17, 22, 29)"
    assert light[1] != dark[1]


def test_the_charts_are_drawn_in_the_width_there_is(page_of_tajikistan: str, visit: Any) -> None:
    for width in (PHONE, SCREEN):
        page = visit(page_of_tajikistan, width).page
        for chart in page.locator("figure svg").all():
            box = chart.bounding_box()
            assert 300 < box["width"] < width
            smallest = chart.evaluate(
                "svg => Math.min(...[...svg.querySelectorAll('text')].filter(t => t.textContent)"
                ".map(t => t.getBoundingClientRect().height))"
            )
            assert smallest > 11, "letters stay large enough to be read"


def test_on_paper_four_pages_have_it_all_and_no_chart_is_cut(
    page_of_tajikistan: str, visit: Any, tmp_path: Path
) -> None:
    page = visit(page_of_tajikistan).page
    file = tmp_path / "TJK.pdf"
    page.pdf(path=str(file), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", file.read_bytes())) <= 4
    page.emulate_media(media="print")
    assert page.locator(".note, .definition, .remark").filter(visible=False).count() == 1, (
        "that of the folded table"
    )
    page.set_viewport_size({"width": 680, "height": 1000})
    for figure in page.locator("figure").all():
        assert figure.evaluate("part => getComputedStyle(part).breakInside") == "avoid"
        assert figure.bounding_box()["height"] < A4_CONTENT_HEIGHT
    assert not page.locator("nav").is_visible()


def test_the_first_key_leads_past_the_contents(page_of_tajikistan: str, visit: Any) -> None:
    page = visit(page_of_tajikistan).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the factsheet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_footnote_is_reached_and_left_by_the_keyboard(page_of_tajikistan: str, visit: Any) -> None:
    page = visit(page_of_tajikistan).page
    page.locator("a[role=doc-noteref]").nth(4).press("Enter")
    note = page.evaluate("location.hash")
    assert note.startswith("#footnote-")
    page.locator(f"{note} a[role=doc-backlink]").first.press("Enter")
    assert page.evaluate("location.hash").startswith(f"#ref-{note.removeprefix('#footnote-')}-")


def test_a_table_beside_a_chart_opens_by_the_keyboard(page_of_tajikistan: str, visit: Any) -> None:
    page = visit(page_of_tajikistan, PHONE).page
    summary = page.locator("summary").first
    summary.press("Enter")
    assert page.locator("details table").first.is_visible()


def test_the_landmarks_are_named(page_of_tajikistan: str, visit: Any) -> None:
    page = visit(page_of_tajikistan).page
    assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
    assert page.get_by_role("contentinfo").count() == 1
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.get_by_role("region", name="Obstacles").count() == 1
    assert page.get_by_role("complementary", name="Editions disagree").count() == 1


def test_hostile_text_runs_nothing(tmp_path: Path, visit: Any) -> None:
    hostile = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    file = tmp_path / "hostile.html"
    file.write_text(as_html(sheet(mapping=mapping_that_says(hostile))), encoding="utf-8")
    seen = visit(file.as_uri())
    assert seen.page.title() == "Anyland: diaspora engagement factsheet"
    assert seen.requests == [file.as_uri()]
    assert hostile in seen.page.locator("main").inner_text()
