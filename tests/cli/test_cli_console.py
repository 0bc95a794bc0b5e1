"""Tables as people read them, on terminals and in files."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest

from diaspora_dw.cli.console import print_table


class Terminal(io.StringIO):
    """What is printed on a terminal."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """Return the lines without the codes for bold letters."""
        return [line.rstrip() for line in re.sub(r"\x1b\[\d*m", "", self.getvalue()).splitlines()]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 40 columns."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    return Terminal()


def printed(columns: list[str], *rows: tuple[object, ...]) -> list[str]:
    """Return the lines of a table that is printed to a file."""
    file = io.StringIO()
    print_table(columns, rows, file=file)
    return file.getvalue().splitlines()


def column(*values: object) -> list[str]:
    """Return a column of a table that is printed to a file, without its heading."""
    return printed(["value"], *((value,) for value in values))[1:]


def test_a_table_that_fits_the_terminal_is_a_table(terminal: Terminal) -> None:
    print_table(["name", "n"], [("Tajikistan", 514_478), ("Tuvalu", 2_000)], wrap=False, file=terminal)
    assert terminal.lines() == ["name              n", "Tajikistan  514,478", "Tuvalu        2,000"]


def test_a_table_that_is_too_wide_for_the_terminal_has_one_field_a_line(terminal: Terminal) -> None:
    columns = ["destination_name", "emigrants", "male_pct", "year"]
    rows = [("Russian Federation", 415_676, 59.3, 2024), ("Ukraine", 30_256, None, 2024)]
    print_table(columns, rows, wrap=False, file=terminal)
    assert terminal.lines() == [
        "row 1",
        "destination_name  Russian Federation",
        "emigrants         415,676",
        "male_pct          59.3",
        "year              2024",
        "row 2",
        "destination_name  Ukraine",
        "emigrants         30,256",
        "male_pct",
        "year              2024",
    ]


def test_without_rows_the_columns_are_shown(terminal: Terminal) -> None:
    print_table(["a" * 30, "b" * 30], [], wrap=False, file=terminal)
    assert terminal.lines() == [f"{'a' * 30}  {'b' * 30}"]


def test_a_long_text_is_wrapped_before_a_table_is_given_up(terminal: Terminal) -> None:
    rows = [(415_676, "a sentence that is longer than the terminal is wide"), (1, "short")]
    print_table(["migrants", "what"], rows, file=terminal)
    assert terminal.lines() == [
        "migrants  what",
        " 415,676  a sentence that is longer than",
        "          the terminal is wide",
        "       1  short",
    ]


def test_numbers_and_dates_are_never_broken(terminal: Terminal) -> None:
    values = (304_021_813, Decimal("1234567890123.45"), date(2024, 7, 1), "2026-11-26 02:07")
    print_table(["a", "b", "c", "d"], [values], file=terminal)
    shown = [line.split("  ")[1] for line in terminal.lines()[1:]]
    assert shown == ["304,021,813", "1,234,567,890,123.45", "2024-07-01", "2026-11-26 02:07"]


def test_without_a_terminal_a_table_is_as_wide_as_it_needs_to_be() -> None:
    assert printed(["text", "n"], ("x " * 1500, 7))[1] == "x " * 1500 + "  7"


def test_a_year_has_no_thousands_separator_under_any_name() -> None:
    assert column(1990, 2024) == [" 1990", " 2024"]
    assert printed(["years"], ([1990, 2024],))[1:] == ["1990, 2024"]


def test_large_numbers_have_thousands_separators() -> None:
    assert column(2_024, 415_676) == ["  2,024", "415,676"]


def test_integers_are_exact_however_large() -> None:
    assert column(123_456_789_012_345_678, Decimal(2**70)) == [
        "      123,456,789,012,345,678",
        "1,180,591,620,717,411,303,424",
    ]


def test_decimals_align_whatever_their_type() -> None:
    assert column(514_478.5, 2.25, 1) == ["514,478.50", "      2.25", "      1.00"]
    assert column(Decimal("415676"), Decimal("7.0000000000")) == ["415,676", "      7"]
    assert column(Decimal("2.50"), None, Decimal("38.4189")) == [" 2.50", "", "38.42"]


def test_a_small_number_is_not_shown_as_zero() -> None:
    assert column(0.0042, 1.0) == ["0.0042", "1.0000"]


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert column(float("nan"), 1.5, float("inf")) == ["     NaN", "     1.5", "Infinity"]
