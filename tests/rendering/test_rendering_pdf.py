"""Which program prints a factsheet as PDF, and what is said when none can."""

import re
import sys
from pathlib import Path

import pytest

from diaspora_dw.errors import UsageError
from diaspora_dw.rendering import pdf

# The shell starts Python, because a path after `#!` may not have a space.
PRINTS = f"""#!/bin/sh
'''exec' "{sys.executable}" "$0" "$@"
' '''
import base64, json, os, sys
MOMENT = "(D:20260131120000+00)"
pdf = f"{{os.path.basename(sys.argv[0])}} {{os.getpid()}} /CreationDate {{MOMENT}} /ModDate {{MOMENT}}"
RESULTS = {{
    "Target.createTarget": {{"targetId": "page"}},
    "Target.attachToTarget": {{"sessionId": "session"}},
    "Page.printToPDF": {{"data": base64.b64encode(pdf.encode()).decode()}},
}}
unread = b""
while received := os.read(3, 1000):
    *commands, unread = (unread + received).split(b"\\0")
    for command in map(json.loads, commands):
        answers = [{{"id": command["id"], "result": RESULTS.get(command["method"], {{}})}}]
        if command["method"] == "Page.navigate":
            answers.append({{"method": "Page.loadEventFired"}})
        for answer in answers:
            os.write(4, json.dumps(answer).encode() + b"\\0")
"""
FAILS = "#!/bin/sh\necho 'no display' >&2\nexit 1\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(pdf, "BROWSERS", ("first-browser", "second-browser"))
    return tmp_path


def _install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(script)
    program.chmod(0o755)


def test_the_first_browser_on_the_path_prints_and_the_moment_of_printing_is_left_out(programs: Path) -> None:
    _install(programs, "second-browser", PRINTS)
    nothing = rb"\(D:00000000000000\+00\)"
    assert re.fullmatch(
        rb"second-browser \d+ /CreationDate %b /ModDate %b" % (nothing, nothing), pdf.as_pdf("<p>")
    )
    _install(programs, "first-browser", PRINTS)
    assert pdf.as_pdf("<p>").startswith(b"first-browser")


def test_one_browser_prints_all_pages(programs: Path) -> None:
    _install(programs, "first-browser", PRINTS)
    assert pdf.as_pdf("<p>") == pdf.as_pdf("<p>"), "its process has another number"


def test_a_browser_that_fails_is_named_with_its_last_words(programs: Path) -> None:
    _install(programs, "first-browser", FAILS)
    with pytest.raises(UsageError, match="first-browser could not print the factsheet: no display"):
        pdf.as_pdf("<p>")


@pytest.mark.usefixtures("programs")
def test_without_a_browser_and_weasyprint_the_error_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as error:
        pdf.as_pdf("<p>")
    assert "apt-get install chromium-headless-shell" in error.value.advice
    assert "diaspora-dw[pdf]" in error.value.advice
