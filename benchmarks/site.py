"""What a website costs: building it, its size, what a page sends, and how soon a slow phone shows it.

    python benchmarks/site.py

Prints the tables that docs/site.md holds. Reads the warehouse of the environment (`DATABASE_URL`, or the embedded
server). Pages are sent compressed, as web servers do, to a Chromium whose processor is slowed down four times, over
1.6 Mbit/s with 150 ms a round trip.
"""

import gzip
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from diaspora_dw.database import Database
from diaspora_dw.rendering.pdf import installed_browser
from diaspora_dw.settings import Settings
from diaspora_dw.site.build import build_site

SLOWER = 4
BYTES_A_SECOND = 1_600_000 // 8
LATENCY_MS = 150
SETTLED_MS = 2000
"""Until an unthrottled page has asked for all its files."""
PAGES = {  # the address of each type of page, and what is there once it can be used
    "first page": ("", "main svg path"),
    "corridors": ("#/corridors/TJK/from/2024", "main svg path"),
    "compare": ("#/compare/TJK,KGZ,UZB,MDA", "main figure svg"),
    "rankings": ("#/rankings", "main table, main ol"),
    "tables": ("#/tables/right", "main table, main article"),
    "country": ("#/country/TJK", "main figure svg"),
    "method": ("#/method", "main h2"),
}


class Compressed(SimpleHTTPRequestHandler):
    """Serves files compressed, and keeps count of what it sent."""

    sent = 0

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        Compressed.sent += len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def visit(browser: Browser, address: str, place: str, ready: str) -> tuple[int, int, float, float]:
    """Open a page anew, then after the first page.

    Return the bytes sent in each case, and the milliseconds until first paint and until it can be used, anew.
    """
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    Compressed.sent = 0
    page.goto(address + place, wait_until="commit")
    page.locator(ready).first.wait_for(state="attached")
    # The script has ended when the next frame is drawn.
    usable = page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(performance.now())))")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    anew = Compressed.sent
    context.close()
    return anew, sent_later(browser, address, place), paint, usable


def sent_later(browser: Browser, address: str, place: str) -> int:
    """Return the bytes that a page adds to the first page."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    Compressed.sent = 0
    page.goto(address + place)  # only what follows the # differs, so nothing is opened anew
    page.wait_for_timeout(SETTLED_MS)
    page.close()
    return Compressed.sent


def main() -> None:
    """Measure and print."""
    database = Database.open(Settings())
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "site"
        began = time.monotonic()
        build_site(database, folder, lambda name: None, with_downloads=False)
        took = time.monotonic() - began
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        print("| the site, without downloads | budget | measured |\n|---|---:|---:|")
        print(f"| time to write it | 60 s | {took:.0f} s |")
        print(f"| size of its {len(files):,} files | 10 MB | {size / 1e6:.1f} MB |\n")
        print(
            "| page | sent, opened anew | after the first page | first paint | usable |\n|---|---:|---:|---:|---:|"
        )
        print("| budget | 300 kB (first page) | 150 kB | 1.5 s | 2.5 s |")
        with served(folder) as address, sync_playwright() as running:
            browser = running.chromium.launch(
                executable_path=installed_browser(), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, (place, ready) in PAGES.items():
                anew, later, paint, usable = visit(browser, address, place, ready)
                added = f"{later / 1000:.0f} kB" if place else "–"
                print(
                    f"| {name} | {anew / 1000:.0f} kB | {added} | {paint / 1000:.1f} s | {usable / 1000:.1f} s |"
                )
            browser.close()


if __name__ == "__main__":
    main()
