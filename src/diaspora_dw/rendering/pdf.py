"""Prints a factsheet's page as PDF, through an installed Chromium, else through WeasyPrint (the extra `pdf`)."""

import logging
import re
import shutil
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from diaspora_dw.errors import UsageError

if TYPE_CHECKING:
    from diaspora_dw.rendering.browser import Browser

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""Chromium by the names it is installed under. The first has no windows, and opens a page with a third of the work."""
_MOMENT = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def installed_browser() -> str | None:
    """Return the path of a Chromium, if one is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def as_pdf(html: str) -> bytes:
    """Return a page as PDF. With the same browser and fonts, equal pages give equal bytes.

    Raises `UsageError` if nothing is installed that can print it, or if the browser fails.
    """
    browser = installed_browser()
    if browser:
        return _by_browser(browser, html)
    if find_spec("weasyprint"):
        return _by_weasyprint(html)
    raise UsageError(
        "a PDF needs a browser, and none was found on PATH",
        advice="Install Chromium (apt-get install chromium-headless-shell), or WeasyPrint: "
        "pip install 'diaspora-dw[pdf]'",
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


def _by_browser(program: str, html: str) -> bytes:
    from diaspora_dw.rendering.browser import BrowserError  # noqa: PLC0415 - Windows does not have its modules

    try:
        pdf = _browser(program).print(html)
    except BrowserError as error:
        _browser(program).close()
        _browser.cache_clear()
        raise UsageError(
            f"{program} could not print the factsheet: {error}",
            advice="Write it with --format html, and print it from a browser.",
        ) from error
    # The moment of printing would make every file differ.
    return _MOMENT.sub(lambda found: re.sub(rb"\d", b"0", found[0]), pdf)


@cache
def _browser(program: str) -> "Browser":
    """Return the browser of this process: starting one takes longer than printing."""
    from diaspora_dw.rendering.browser import Browser  # noqa: PLC0415

    return Browser(program)
