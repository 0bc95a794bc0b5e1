"""What a reader chooses stands in the address: a link reproduces it, and Back and Forward return to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.atlas import Atlas

LOOK = """() => ({
    title: document.title,
    heading: document.querySelector("main h1").textContent,
    choices: [...document.querySelectorAll("main select, main input")].map(
        field => field.type === "radio" ? field.checked : field.value),
    rows: [...document.querySelectorAll("main tr, main .ranking li, main .chip, main [aria-pressed=true]")]
        .slice(0, 20).map(row => row.textContent),
})"""


def field(page: Any, label: str) -> Any:
    return page.locator("main label").filter(has_text=re.compile(f"^{label}")).locator("select, input")


def pick(page: Any, label: str, words: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.fill(words)
    page.get_by_role("option").first.wait_for()
    box.press("Enter")


def on_map(page: Any) -> None:
    field(page, "Show").select_option("remittances-received")
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Remittances')")
    field(page, "Year").press("ArrowLeft")
    field(page, "Part of the world").select_option("africa")
    field(page, "Countries").select_option(index=3)


def on_rankings(page: Any) -> None:
    field(page, "Measure").select_option("immigrants-share")
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Immigrants')")
    field(page, "Year").select_option("2000")
    page.wait_for_function("document.querySelector('h1').textContent.includes('2000')")
    field(page, "Countries").select_option(index=3)
    page.wait_for_function("document.querySelector('h1').textContent.includes(':')")


def on_corridors(page: Any) -> None:
    page.get_by_label("to here").check()
    page.wait_for_function("document.querySelector('h1')?.textContent.startsWith('Immigrants')")
    page.get_by_label("2020", exact=True).check()
    field(page, "Year").press("ArrowLeft")
    page.locator("ol.ranking button").nth(2).click()


def on_compare(page: Any) -> None:
    page.get_by_role("button", name="Remove Kyrgyzstan").click()
    page.wait_for_function("!document.querySelector('h1').textContent.includes('Kyrgyz')")
    pick(page, "Add a country", "Arme")
    page.wait_for_function("document.querySelector('h1').textContent.includes('Armenia')")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("location.hash.endsWith('/all')")


def on_tables(page: Any) -> None:
    field(page, "Region").select_option("Asia")
    field(page, "Status").select_option("denied")
    field(page, "Contains").fill("loses")
    page.wait_for_function("decodeURIComponent(location.hash).includes('loses')")


@pytest.mark.parametrize(
    ("address", "choose"),
    [
        ("#/map", on_map),
        ("#/rankings", on_rankings),
        ("#/corridors", on_corridors),
        ("#/compare", on_compare),
        ("#/tables/right", on_tables),
    ],
)
def test_a_link_reproduces_what_was_chosen(atlas: Atlas, address: str, choose: Callable[[Any], None]) -> None:
    page = atlas.open(address)
    before = page.evaluate(LOOK)
    choose(page)
    chosen = page.evaluate(LOOK)
    link = page.evaluate("location.hash")

    other = Atlas(page.context.new_page(), atlas.root)
    shown = other.open(link).evaluate(LOOK)
    other.page.close()

    assert shown == chosen
    assert chosen["heading"] != before["heading"] or chosen["rows"] != before["rows"]


@pytest.mark.parametrize(
    ("address", "name", "section"),
    [("#/country/TJK", "Remittances", "remittances"), ("#/method", "Why editions differ", "editions")],
)
def test_a_link_to_a_section_goes_there(atlas: Atlas, address: str, name: str, section: str) -> None:
    page = atlas.open(address)
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    link = page.evaluate("location.hash")
    other = Atlas(page.context.new_page(), atlas.root)
    top = other.open(link).locator(f"#{section}").evaluate("place => place.getBoundingClientRect().top")
    other.page.close()
    assert link == f"{address}/{section}"
    assert 0 <= top < 300


def test_a_small_map_on_the_page_of_a_country_shows_its_largest_destinations(atlas: Atlas) -> None:
    page = atlas.open("#/country/TJK")
    figure = page.locator(".destinations-map")
    figure.scroll_into_view_if_needed()
    figure.locator(".flows path").first.wait_for(state="attached")
    assert figure.locator(".flows path").count() == 10, "the ten largest"


def test_the_colours_of_the_first_map_are_explained_without_scrolling(atlas: Atlas) -> None:
    page = atlas.open("#/map")
    page.set_viewport_size({"width": 1280, "height": 720})
    legend = page.locator("main .legend").bounding_box()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert legend["y"] + legend["height"] < 720


def test_a_map_of_a_part_of_the_world_says_that_its_numbers_are_those_of_the_world(atlas: Atlas) -> None:
    def counted(address: str) -> str:
        text: str = atlas.open(address).locator("main h1 + .note").inner_text()
        return text

    of_the_world = counted("#/map/emigrants/2024")
    assert of_the_world[0].isdigit()
    assert counted("#/map/emigrants/2024/africa") == f"Worldwide, {of_the_world}"
    assert counted("#/map/emigrants/2024/africa/LDC")[0].isdigit()


def test_back_and_forward_return_to_what_was_chosen(atlas: Atlas) -> None:
    page = atlas.open("#/map")
    on_map(page)
    page.locator("main details.shown summary").click()
    chosen = page.evaluate(LOOK)
    atlas.leave()
    page.locator("main details.shown tbody a").first.click()
    atlas.arrive()
    country = page.evaluate(LOOK)

    atlas.leave()
    page.go_back()
    atlas.arrive()
    back = page.evaluate(LOOK)
    atlas.leave()
    page.go_forward()
    atlas.arrive()

    assert {**back, "rows": []} == {**chosen, "rows": []}
    assert page.evaluate(LOOK) == country


DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until the page is drawn as it is now, and knows how far it is scrolled."""


def test_back_returns_from_a_section_to_the_place_on_the_same_page(atlas: Atlas) -> None:
    page = atlas.open("#/country/DEU")
    sections = page.get_by_role("navigation", name="Sections").get_by_role("link")
    sections.nth(3).click()
    page.evaluate(DRAWN)
    page.evaluate("scrollBy(0, 200)")
    page.evaluate(DRAWN)
    place = page.evaluate("scrollY")
    sections.nth(1).click()
    atlas.leave()
    page.go_back()
    atlas.arrive()
    page.wait_for_function(f"Math.abs(scrollY - {place}) < 5")
    assert page.inner_text("h1") == "Germany"


def test_a_choice_that_shows_the_page_anew_keeps_the_focus(atlas: Atlas) -> None:
    page = atlas.open("#/corridors/TJK/from/2024")
    atlas.leave()
    page.get_by_label("to here").check()
    atlas.arrive()
    page.wait_for_function("document.activeElement.value === 'to'")


def test_the_search_finds_other_names_and_pages_and_says_that_nothing_is_found(atlas: Atlas) -> None:
    page = atlas.open("#/method")
    search = page.get_by_role("search")
    for words, found in (("Ivory Coast", "Côte d'Ivoire"), ("UK", "United Kingdom"), ("rank", "Rankings")):
        search.get_by_role("combobox").fill(words)
        search.get_by_role("option").first.filter(has_text=found).wait_for()
    search.get_by_role("combobox").fill("xyzzy")
    search.get_by_role("status").get_by_text("Nothing found").wait_for()


def test_corridors_name_the_countries_that_only_the_other_edition_counts(atlas: Atlas) -> None:
    page = atlas.open("#/corridors/TJK/from/2024")
    box = page.locator("details", has_text="Counted in edition 2020 only")
    box.locator("summary").click()
    assert "32,157 in 2020" in box.locator("li", has_text="Germany").inner_text()


def test_corridors_warn_of_estimates_that_need_care(atlas: Atlas) -> None:
    page = atlas.open("#/corridors/CHN/from/2024/USA")
    of_all = page.locator("section", has=page.get_by_role("heading", name="Remittances", exact=True))
    total = "Remittances to China in 2021 add up to US$ 53.0 billion in this matrix"
    of_all.locator(".caution", has_text=total).wait_for()
    for whose in ("our", "the World Bank’s"):
        of_all.locator(".caution", has_text=f"of {whose}").filter(has_text="need care.").wait_for()
    assert "differ by a factor of two or more" in page.locator("#corridor .caution").last.inner_text()


@pytest.mark.parametrize("page", ["map", "rankings"])
def test_a_year_with_fewer_figures_than_the_year_before_is_called_partial(atlas: Atlas, page: str) -> None:
    words = "the year is partial"
    of_2024 = atlas.open(f"#/{page}/remittances-received/2024").locator("main").inner_text()
    assert "fewer have one than for the year before" in of_2024
    assert words in of_2024
    assert words not in atlas.open(f"#/{page}/remittances-received/2023").locator("main").inner_text()


def test_remittances_per_emigrant_have_the_notes_on_remittances_and_on_emigrants(atlas: Atlas) -> None:
    page = atlas.open("#/rankings/remittances-per-emigrant/2024")
    page.get_by_text("Show all").click()
    notes = page.locator("main details.note").all_text_contents()
    assert any("Remittances to the State of Palestine went from" in note for note in notes)
    assert any("edition counted" in note for note in notes)
    assert "for a season" in page.locator("main").inner_text()
