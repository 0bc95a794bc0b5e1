"""The site in a real browser, from a disk and from a web server: what every page owes its readers."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.site.build import build_site
from tests.atlas import SHOWN
from tests.browsing import findings

PAGES = {
    "map": "#/map",
    "country": "#/country/TJK",
    "corridors": "#/corridors/TJK/from/2024",
    "compare": "#/compare/TJK,KGZ,UZB",
    "rankings": "#/rankings",
    "tables": "#/tables/policy",
    "data": "#/data",
    "method": "#/method",
    "source": "#/source/undesa",
}
WIDTHS = (390, 768, 1280)


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site on a plain web server, below a path."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.parent))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{site.name}/"
    server.shutdown()
    server.server_close()
    thread.join()


def show(visit: Any, address: str, **look: Any) -> Any:
    """Open an address and wait until its page is there."""
    seen = visit(address, **look)
    seen.page.wait_for_function(SHOWN)
    return seen


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_from_a_disk_and_a_web_server_fits_every_screen_and_complains_of_nothing(
    site: Path, served: str, visit: Any, page: str
) -> None:
    words = []
    for root in (f"{site.as_uri()}/", served):
        seen = show(visit, f"{root}index.html{PAGES[page]}")
        words.append(seen.page.inner_text("main"))
        assert seen.complaints == []
        assert [asked for asked in seen.requests if not asked.startswith((root, "data:", "blob:"))] == []
    assert words[0] == words[1]
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.complaints == []


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious_by_day_and_by_night(site: Path, visit: Any, page: str) -> None:
    seen = show(visit, f"{(site / 'index.html').as_uri()}{PAGES[page]}")
    # Only the contrast changes at night.
    for colours, rules in {"light": (), "dark": ("color-contrast",)}.items():
        seen.page.emulate_media(color_scheme=colours)
        found = findings(seen.page, *rules)
        assert [finding for finding in found if finding.startswith(("serious", "critical"))] == [], colours


def test_the_site_of_an_unchanged_warehouse_is_the_same_to_the_byte(loaded: Database, site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    written = build_site(loaded, site, lambda _: None, with_downloads=False)
    assert (written.changed, written.removed) == (0, 0)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_the_site_without_downloads_takes_less_than_10_mb(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 10_000_000


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(
    loaded: Database, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError):
        build_site(loaded, tmp_path, lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
