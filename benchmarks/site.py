"""What a website costs: building it, its size, what a page sends, and how soon a slow phone shows it.

    python benchmarks/site.py

Reads the warehouse of the environment (`DATABASE_URL`, or the embedded server). Pages are sent compressed, as web
servers do, to a Chromium whose processor is slowed down four times, over 1.6 Mbit/s with 150 ms a round trip.
"""

import gzip
import shutil
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
from diaspora_dw.settings import Settings
from diaspora_dw.site.build import build_site

SLOWER = 4
BYTES_A_SECOND = 1_600_000 // 8
LATENCY_MS = 150
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


def visit(browser: Browser, address: str, ready: str) -> tuple[int, float, float]:
    """Open a page anew; return the bytes sent, and the milliseconds until first paint and until it can be used."""
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
    page.goto(address, wait_until="commit")
    page.locator(ready).first.wait_for(state="attached")
    # The script has ended when the next frame is drawn.
    usable = page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(performance.now())))")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    context.close()
    return Compressed.sent, paint, usable


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
        print(f"build without downloads {took:.0f} s, {len(files)} files, {size / 1e6:.1f} MB")
        print(f"{'page':<12} {'sent':>8} {'first paint':>12} {'usable':>9}")
        with served(folder) as address, sync_playwright() as running:
            browser = running.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, (place, ready) in PAGES.items():
                sent, paint, usable = visit(browser, address + place, ready)
                print(f"{name:<12} {sent / 1000:5.0f} kB {paint:9.0f} ms {usable:6.0f} ms")
            browser.close()


if __name__ == "__main__":
    main()
