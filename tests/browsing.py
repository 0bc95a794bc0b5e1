"""A headless browser that keeps an eye on the pages it opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from diaspora_dw.rendering.pdf import installed_browser

SCREEN = 1280
QUIET = (
    "--no-sandbox",  # Chromium refuses root otherwise
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """An opened page, with what it asked for and complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """Opens an address and keeps an eye on it."""
    contexts = []

    def opened(address: str, width: int = SCREEN, colours: str = "light") -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: seen.complaints.append(message.text))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.goto(address)
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of the system's."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    executable = installed_browser()
    if executable is None:
        pytest.skip("needs Chromium: apt-get install chromium-headless-shell")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=executable, args=list(QUIET))
        yield opened
        opened.close()


MARK_REPEATED = """
    const seen = new Map();
    for (const one of document.querySelectorAll("body *")) {
        one.removeAttribute("data-repeated");
        if (![...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
        const { color, fill, fontSize, fontWeight } = getComputedStyle(one);
        const look = [one.localName, color, fill, fontSize, fontWeight];
        for (let around = one; around; around = around.parentElement) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(around);
            look.push(backgroundColor, backgroundImage, opacity);
        }
        const count = (seen.get(look.join()) ?? 0) + 1;
        seen.set(look.join(), count);
        if (count > 3) one.setAttribute("data-repeated", "");
    }
"""
"""Mark the words whose letters and backgrounds look like those of three others: in tables, most."""

ONLY_UNMARKED = """
    axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-repeated])" }] });
"""


def findings(page: Any, *rules: str) -> list[str]:
    """What axe finds, by rule and place, in the page with all its tables open; by all rules unless some are named.

    The contrast of words in the same colours is computed for three of them: it takes longer than all other rules.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate(f"() => {{{MARK_REPEATED}}}")
    auditor = axe.Axe()
    auditor.axe_script += ONLY_UNMARKED
    # What passes, and nobody reads, would be most of the answer.
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    violations = auditor.run(page, options=options).response["violations"]
    return [
        f"{violation['impact']} {violation['id']}: {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]
