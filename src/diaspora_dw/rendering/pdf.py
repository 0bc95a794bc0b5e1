"""Prints a factsheet's page as PDF, through an installed Chromium, else through WeasyPrint (the extra `pdf`)."""

import logging
import os
import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from diaspora_dw.errors import UsageError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--no-pdf-header-footer",
)
LONGEST = 120
"""Seconds. A page takes two or three."""
_MOMENT = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def as_pdf(html: str) -> bytes:
    """Return a page as PDF. With the same browser and fonts, equal pages give equal bytes.

    Raises `UsageError` if nothing is installed that can print it, or if the browser fails.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser:
        return _by_browser(browser, html)
    if find_spec("weasyprint"):
        return _by_weasyprint(html)
    raise UsageError(
        "a PDF needs a browser, and none was found on PATH",
        advice="Install Chromium (apt-get install chromium), or WeasyPrint: pip install 'diaspora-dw[pdf]'",
    )


def _by_weasyprint(html: str) -> bytes:
    import weasyprint  # noqa: PLC0415 - optional, and slow to import

    # It warns of all that it does not know, which the page does not need.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    pdf: bytes = weasyprint.HTML(string=_with_colours(html)).write_pdf()
    return pdf


def _with_colours(html: str) -> str:
    """Return the page with the light values of its custom properties, which WeasyPrint does not know in pictures."""
    light, _, _ = html.partition("@media")
    values: dict[str, str] = dict(re.findall(r"--([\w-]+): ([^;]+);", light))
    return re.sub(r"var\(--([\w-]+)\)", lambda found: values[found[1]], html)


def _by_browser(browser: str, html: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="factsheet-") as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        command = [
            browser,
            *OPTIONS,
            # Chromium refuses root otherwise; the page is ours and loads nothing.
            *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []),
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
            reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        except subprocess.TimeoutExpired:
            reason = f"no result after {LONGEST} seconds"
        if not pdf.exists():
            raise UsageError(
                f"{browser} could not print the factsheet: {reason}",
                advice="Write it with --format html, and print it from a browser.",
            )
        # The moment of printing would make every file differ.
        return _MOMENT.sub(lambda found: re.sub(rb"\d", b"0", found[0]), pdf.read_bytes())
