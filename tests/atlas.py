"""The site of the real figures, which is written once, and a page of it that goes from address to address."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from diaspora_dw.database import Database
from diaspora_dw.site.build import build_site

SHOWN = """
    document.querySelector("main:not([data-left]) h1")?.textContent
    && [...document.querySelectorAll(".worldmap svg")].every(map => map.querySelector("path[data-code]"))
    && [...document.querySelectorAll("main figure")].every(figure => figure.querySelector("svg"))
"""
"""Whether a page is there, with the shapes of its maps and all its charts, which are drawn one after the other; not the
page marked by `Atlas.leave`."""


@pytest.fixture(scope="session")
def site(loaded: Database, open_folder: Path) -> Path:
    """The site of the real figures, without downloads, which the first process to need it writes."""
    folder = open_folder / "public" / "atlas"
    with FileLock(open_folder / "atlas.lock"):
        if not (folder / "index.html").exists():
            build_site(loaded, folder, lambda _: None, with_downloads=False)
    return folder


@dataclass(frozen=True)
class Atlas:
    """A page that stays open while a test goes from address to address."""

    page: Any
    root: str

    def open(self, address: str) -> Any:
        """Show what an address names, and return the page."""
        self.leave()
        self.page.goto(self.root + address)
        self.arrive()
        return self.page

    def leave(self) -> None:
        """Mark what is shown, to tell it from what a click opens."""
        self.page.evaluate("document.querySelector('main')?.setAttribute('data-left', '')")

    def arrive(self) -> None:
        """Wait until another page than the one marked is shown."""
        self.page.wait_for_function(SHOWN)

    def rows(self, selector: str) -> list[list[str]]:
        """Return the words of the cells of rows, without marks of notes; a link to a country is its code."""
        self.page.locator(selector).first.wait_for(state="attached")  # tables are made when they are opened
        rows: list[list[str]] = self.page.locator(selector).evaluate_all(
            """rows => rows.map(row => [...row.cells].map(cell => {
                const words = cell.cloneNode(true);
                words.querySelectorAll("sup").forEach(mark => mark.remove());
                return words.querySelector("a[href^='#/country/']")?.hash.slice(-3) ?? words.textContent.trim();
            }))"""
        )
        return rows


@pytest.fixture(scope="module")
def atlas(browser: Any, site: Path) -> Iterator[Atlas]:
    """The site in a browser, from a disk, on a screen, without moving pictures."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    yield Atlas(context.new_page(), (site / "index.html").as_uri())
    context.close()
