"""What readers take along: files hold what is shown, and paper shows it too."""

import csv
import io
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from diaspora_dw.site.build import build_site
from tests.atlas import Atlas
from tests.small_warehouse import SmallWarehouse

A4 = {"width": 733, "height": 1040}
"""Pixels between the margins."""


def download(page: Any, button: Any) -> bytes:
    """Press a button that saves a file, and return the file's bytes."""
    with page.expect_download() as saved:
        button.click()
    return Path(saved.value.path()).read_bytes()


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def figures(cells: list[str]) -> list[str]:
    return [cell.replace(",", "").replace("\u00a0%", "") for cell in cells]


def test_the_csv_of_a_map_has_the_countries_and_figures_shown(atlas: Atlas) -> None:
    page = atlas.open("#/map/emigrants/2020/world/CIS")
    page.locator("main details.shown summary").click()
    shown = [(iso3, value.replace(",", "")) for iso3, value, *_ in atlas.rows("main details.shown tbody tr")]
    rows = table(download(page, page.locator("main > div > .actions button").first))
    assert len(rows) > 8
    assert [(row["iso3_code"], row["value"]) for row in rows] == shown
    assert {row["year"] for row in rows} == {"2020"}
    assert all(row["source"].startswith("UN DESA") for row in rows)


def test_the_csv_of_a_chart_has_the_figures_of_its_table(atlas: Atlas) -> None:
    page = atlas.open("#/corridors/TJK/from/2024/RUS")
    figure = page.locator("#corridor .charts > figure").first
    figure.locator("summary").click()
    shown = [figures(cells) for cells in atlas.rows("#corridor .charts > figure tbody tr")]
    rows = table(download(page, figure.get_by_role("button", name="CSV")))
    assert [[cell or "no figure" for cell in list(row.values())[: len(shown[0])]] for row in rows] == shown


def test_the_csv_of_a_table_has_the_rows_that_its_filters_leave(atlas: Atlas) -> None:
    page = atlas.open("#/tables/right/region=Europe/status=denied")
    rows = table(download(page, page.get_by_role("button", name="CSV")))
    shown = atlas.rows("main table tbody tr")
    assert shown
    assert [row["Code"] for row in rows] == [iso3 for iso3, *_ in shown]
    assert {row["Status"] for row in rows} == {"Denied"}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("#/map/emigrants/2024", "main > div > .actions"),
        ("#/corridors/TJK/from/2024", ".map-of-corridors .actions"),
        ("#/rankings", "main figure"),
        ("#/country/TJK", "main figure >> nth=1"),
    ],
)
def test_a_picture_has_its_title_and_a_size(atlas: Atlas, address: str, place: str) -> None:
    page = atlas.open(address)
    around = page.locator(place).first
    if around.locator("summary").count():
        around.locator("summary").first.click()
        title = around.locator("figcaption").evaluate("caption => caption.firstChild.textContent")
    else:
        title = page.locator(".worldmap svg").get_attribute("aria-label").split(".")[0]
    drawing = ElementTree.fromstring(download(page, around.get_by_role("button", name="SVG")))  # noqa: S314
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    words = " ".join(" ".join(text.itertext()) for text in drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert title in words
    picture = download(page, around.get_by_role("button", name="PNG"))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width >= 600
    assert height >= 200


def test_the_data_page_links_to_files_that_are_there(
    small: SmallWarehouse, tmp_path: Path, browser: Any
) -> None:
    folder = tmp_path / "atlas"
    build_site(small.database, folder, lambda _: None, with_downloads=True)
    page = browser.new_page()
    data = Atlas(page, (folder / "index.html").as_uri())
    links = data.open("#/data").locator("a[href^=download]")
    addresses = links.evaluate_all("all => all.map(link => link.getAttribute('href'))")
    page.close()
    assert len(addresses) > 50
    assert [address for address in addresses if not (folder / address).is_file()] == []


@pytest.mark.parametrize(
    "address",
    ["#/map", "#/country/TJK", "#/corridors/TJK/from/2024", "#/compare", "#/rankings", "#/tables/policy"],
)
def test_paper_has_every_chart_and_nothing_that_is_cut(atlas: Atlas, address: str) -> None:
    page = atlas.open(address)
    page.set_viewport_size(A4)
    page.emulate_media(media="print", color_scheme="light")
    page.pdf(format="A4")  # tells the page that it is printed
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter(one => one.checkVisibility() && !one.closest("svg, details:not([open]) > :not(summary)"))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 100))"""
    )
    empty = page.locator("main figure.chart").evaluate_all(
        "all => all.filter(one => !(one.querySelector('svg')?.getBoundingClientRect().height > 50)).length"
    )
    controls = page.locator("header nav a:visible, main button:visible:not(.name, .link)").count()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert cut == []
    assert empty == 0
    assert controls == 0


@pytest.mark.parametrize("address", ["#/map", "#/country/TJK", "#/corridors/TJK/from/2024"])
def test_nothing_moves_for_readers_who_do_not_want_it(atlas: Atlas, address: str) -> None:
    page = atlas.open(address)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = """() => [...document.querySelectorAll("*")].filter(one => {
        const { transitionDuration, animationName } = getComputedStyle(one);
        return animationName !== "none" || transitionDuration.split(",").some(time => parseFloat(time) > 0);
    }).map(one => one.outerHTML.slice(0, 100))"""
    assert page.evaluate(moving) == []
