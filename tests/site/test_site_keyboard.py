"""The keyboard reaches everything, shows where it is, and works maps and boxes with suggestions."""

import pytest

from tests.atlas import Atlas

PLACES = {
    "map": "#/map",
    "country": "#/country/DEU",
    "corridors": "#/corridors/TJK/from/2024",
    "compare": "#/compare/TJK,KGZ",
    "rankings": "#/rankings",
    "tables": "#/tables/policy",
    "data": "#/data",
    "a table of data": "#/data/corridor",
    "method": "#/method",
    "source": "#/source/undesa",
}
WATCH = """() => {
    window.reached = new Set();
    window.unseen = [];
    addEventListener("focusin", ({ target }) => {
        reached.add(target);
        const { outlineStyle, boxShadow } = getComputedStyle(target);
        const mark = target.matches(".mark") && getComputedStyle(target.querySelector("rect")).stroke;
        if (outlineStyle === "none" && boxShadow === "none" && (mark || "none") === "none")
            unseen.push(target.outerHTML.slice(0, 120));
    });
}"""
MISSED = """() => [...document.querySelectorAll(
        "a[href], button, input, select, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .filter(one => !(one.type === "radio" && !one.checked))
    .filter(one => !reached.has(one))
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("place", PLACES)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(atlas: Atlas, place: str) -> None:
    page = atlas.open(PLACES[place])
    page.evaluate(WATCH)
    while missed := page.evaluate(MISSED):
        before = page.evaluate("reached.size")
        for _ in range(len(missed) + 2):  # the search may come after the page
            page.keyboard.press("Tab")
        assert page.evaluate("reached.size") > before, missed
    assert page.evaluate("unseen") == []


def test_arrow_keys_go_over_a_map_and_enter_opens_a_country(atlas: Atlas) -> None:
    page = atlas.open("#/map/emigrants/2024")
    page.locator(".worldmap svg").focus()
    said = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        said.append(page.locator(".worldmap [role=status]").inner_text())
    assert len(set(said)) == 3
    page.keyboard.press("Escape")
    assert page.locator(".worldmap .tip").is_hidden()
    page.keyboard.press("ArrowDown")
    name = page.locator(".worldmap [role=status]").inner_text().split(".")[0]
    atlas.leave()
    page.keyboard.press("Enter")
    atlas.arrive()
    assert page.inner_text("h1") == name


def test_a_box_with_suggestions_is_worked_with_arrows_enter_and_escape(atlas: Atlas) -> None:
    page = atlas.open("#/country/TJK")
    box = page.get_by_role("combobox", name="Another country")
    box.fill("republic")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    second = page.get_by_role("option").nth(1).inner_text()
    assert active.inner_text() == second
    box.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert box.input_value() == "Tajikistan"

    box.fill("turk")
    page.get_by_role("option").first.wait_for()
    atlas.leave()
    box.press("Enter")
    atlas.arrive()
    assert page.evaluate("location.hash").startswith("#/country/T")


def test_the_first_key_leads_past_the_navigation(atlas: Atlas) -> None:
    page = atlas.open("#/rankings")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.evaluate("location.hash").startswith("#/rankings")
