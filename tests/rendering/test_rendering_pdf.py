"""Which program prints a factsheet as PDF, and what is said when none can."""

from pathlib import Path

import pytest

from diaspora_dw.errors import UsageError
from diaspora_dw.rendering import pdf

PRINTS = """#!/bin/sh
for option; do case $option in --print-to-pdf=*) file=${option#*=} ;; esac; done
printf '%s /CreationDate (D:20260131120000+00) /ModDate (D:20260131120000+00)' "${0##*/}" > "$file"
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
    nothing = "(D:00000000000000+00)"
    assert pdf.as_pdf("<p>") == f"second-browser /CreationDate {nothing} /ModDate {nothing}".encode()
    _install(programs, "first-browser", PRINTS)
    assert pdf.as_pdf("<p>").startswith(b"first-browser")


def test_a_browser_that_fails_is_named_with_its_last_words(programs: Path) -> None:
    _install(programs, "first-browser", FAILS)
    with pytest.raises(UsageError, match="first-browser could not print the factsheet: no display"):
        pdf.as_pdf("<p>")


@pytest.mark.usefixtures("programs")
def test_without_a_browser_and_weasyprint_the_error_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as error:
        pdf.as_pdf("<p>")
    assert "apt-get install chromium" in error.value.advice
    assert "diaspora-dw[pdf]" in error.value.advice
