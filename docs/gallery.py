"""Take the pictures of docs/gallery.md and write that page.

    python docs/gallery.py SITE

SITE is the folder of a site. The factsheet on paper is from the warehouse of the environment. Needs the `dev` extra
and a Chromium on `PATH`.
"""

import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from diaspora_dw.rendering.pdf import installed_browser

DOCS = Path(__file__).parent
PICTURES = DOCS / "gallery"
MOST_BYTES = 60_000
QUALITIES = (82, 70, 55, 40)
READY = "document.querySelector('main h1')"
SETTLED_MS = 1500
"""Until shapes and charts are drawn."""


@dataclass(frozen=True)
class Look:
    """A screen: its size, its colours, and how wide its pictures are in the gallery."""

    suffix: str
    width: int
    height: int
    colours: str
    picture: int
    device: str


@dataclass(frozen=True)
class Page:
    """A page of the site: its address, and what a reader sees there."""

    name: str
    title: str
    address: str
    alt: str


LOOKS = (
    Look("", 1280, 960, "light", 700, "on a screen"),
    Look("-phone", 390, 844, "dark", 260, "on a phone, in dark mode"),
)
PAGES = (
    Page(
        "map",
        "Map",
        "map",
        "A world map in seven shades of blue of emigrants per 100 residents, with choices of measure, year, part of "
        "the world and group of countries above it",
    ),
    Page(
        "country",
        "Country",
        "country/TJK",
        "The factsheet of Tajikistan begins with its main figures and rights, each with its year, source and rank",
    ),
    Page(
        "corridors",
        "Corridors",
        "corridors/TJK/from/2024",
        "A map with arcs from Tajikistan to the countries where its emigrants live, beside the list of these "
        "countries with men and women",
    ),
    Page(
        "compare",
        "Compare",
        "compare/TJK,KGZ,UZB,MDA",
        "Line charts of Tajikistan, Kyrgyzstan, Uzbekistan and Moldova, one for each measure",
    ),
    Page(
        "rankings",
        "Rankings",
        "rankings/remittances-share",
        "Bars of the fifteen countries that receive most remittances for their GDP",
    ),
    Page(
        "rights",
        "Rights and policies",
        "tables/right",
        "A table of political rights of citizens abroad with filters, the status of each right in a word and a "
        "symbol, and its source",
    ),
    Page(
        "data", "Data", "data", "The list of sources with licence and citation, and of the tables to download"
    ),
    Page(
        "method",
        "Method",
        "method",
        "The page that says who is counted, what figures leave out and why editions differ",
    ),
)
PAPER = "The first page of the factsheet of Tajikistan on A4, in columns"


def main() -> None:
    """Take all pictures, and write the page that shows them."""
    site = Path(sys.argv[1]).resolve() / "index.html"
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=installed_browser(), args=["--no-sandbox"])
        for page in PAGES:
            for look in LOOKS:
                save(photograph(browser, f"{site.as_uri()}#/{page.address}", look), page.name + look.suffix)
        browser.close()
    save(first_sheet().resize((500, 707), Image.Resampling.LANCZOS), "paper")
    (DOCS / "gallery.md").write_text(gallery(), encoding="utf-8")


def photograph(browser: Browser, address: str, look: Look) -> Image.Image:
    """Return what a page shows first, as wide as pictures of the gallery are."""
    page = browser.new_page(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.colours == "dark" else "light",
    )
    page.goto(address)
    page.wait_for_function(READY)
    page.wait_for_timeout(SETTLED_MS)
    seen = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return seen.resize((look.picture, look.picture * look.height // look.width), Image.Resampling.LANCZOS)


def first_sheet() -> Image.Image:
    """Return the first page of a factsheet on paper."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "TJK.pdf"
        command = ["factsheet", "TJK", "--format", "pdf", "--output", str(path)]
        subprocess.run([sys.executable, "-m", "diaspora_dw", *command], check=True)
        with pypdfium2.PdfDocument(path) as document:
            return document[0].render(scale=2).to_pil()


def save(picture: Image.Image, name: str) -> None:
    """Write a picture in the best quality that is small enough."""
    for quality in QUALITIES:
        content = io.BytesIO()
        picture.convert("RGB").save(content, "WEBP", quality=quality, method=6)
        if content.tell() <= MOST_BYTES:
            break
    (PICTURES / f"{name}.webp").write_bytes(content.getvalue())


def gallery() -> str:
    """Return the page that shows the pictures."""
    parts = [
        "# Gallery",
        "What readers see first of each page of the [atlas](site.md), and of a [factsheet](factsheet.md) on paper. "
        "`python docs/gallery.py SITE` takes the pictures from the folder of a site and writes this page.",
    ]
    for page in PAGES:
        pictures = [
            f'<img src="gallery/{page.name}{look.suffix}.webp" width="{look.picture}" '
            f'alt="{page.alt}, {look.device}.">'
            for look in LOOKS
        ]
        parts += [f"## {page.title}", "\n".join(pictures)]
    parts += ["## On paper", f'<img src="gallery/paper.webp" width="500" alt="{PAPER}.">']
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
