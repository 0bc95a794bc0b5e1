"""How figures, dates, sources and definitions are put into words."""

import re
from datetime import date

from diaspora_dw.rendering.figures import NOTABLE_STOCK, EditionDisagreement

NO_BREAK = "\u00a0"
UNKNOWN = "unknown"

STOCK = "UN DESA, International Migrant Stock"
MILLION_DOLLARS = f"million{NO_BREAK}US$"
INDICATORS = "World Bank, World Development Indicators"

DEFINITION_OF_EMIGRANTS = (
    "Emigrants are people born in the country who live in another one at mid-year. Some destinations count "
    "citizens instead. Refugees are added where a destination counts them separately."
)
EU_OR_EEA = (
    "“In the EU” can mean two things. The European Economic Area is the EU with Iceland, Liechtenstein and Norway; "
    "printed factsheets that say EU may mean it. Both are given, the EU with its 27 members since 2020, the EEA with "
    "its members on 1 July of the year."
)
DENOMINATOR = (
    "A share of the population divides by the population of the same year or, if that is not known, of the latest "
    "year before it. Both years are given with the figure."
)
UNIT_OF_REMITTANCES = (
    "Remittances are personal remittances received, in millions of current US dollars. Their share of GDP takes "
    "both figures from the same year, so the latest year may have an amount and no share yet."
)
GROUPS_OVERLAP = "Groups overlap, so their figures do not add up to the total."
EDITIONS_ARE_NOT_ONE_SERIES = (
    "Each edition estimates all its years anew, so figures of two editions do not form one series."
)
CORRIDORS_COMPARED = (
    f"Listed are corridors of more than {NOTABLE_STOCK:,} migrants for which another edition has less than half, "
    f"more than double or no figure in the same year: of each destination, the latest such year. "
    f"{STOCK}, all editions available."
)
SAMPLE = (
    "These figures of one country come with the software. They may be out of date and do not cover other countries. "
    "Run “diaspora-dw run” with a network connection to replace them."
)


def stock_source(edition: str | None) -> str:
    """Return the source of figures on emigrants, with its edition."""
    return f"{STOCK}, edition {edition or UNKNOWN}"


def indicator_source(edition: str | None) -> str:
    """Return the source of figures on remittances, population and GDP, with its edition."""
    return f"{INDICATORS}, edition {edition or UNKNOWN}"


def count(value: float | None) -> str:
    """Return a number of persons with commas: 514,478."""
    return UNKNOWN if value is None else f"{round(value):,}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """Return per cent: 57.4 %. A share too small to show is below the smallest that can be shown: < 0.1 %."""
    if value is None:
        return UNKNOWN
    smallest = 10**-digits
    if 0 < value < smallest / 2:
        return f"<{NO_BREAK}{smallest:.{digits}f}{NO_BREAK}%"
    return f"{value:.{digits}f}{NO_BREAK}%".replace("-", "−")


def millions(value: float | None) -> str:
    """Return dollars as a number of millions with one decimal: 4,633.8."""
    return UNKNOWN if value is None else f"{value / 1e6:,.1f}".replace("-", "−")


def measure(value: float, unit: str) -> tuple[str, str]:
    """Return an indicator's value and the unit to print after it, by the unit that its publisher states."""
    if unit == "current US$":
        return millions(value), MILLION_DOLLARS
    if unit.startswith("%"):
        return percent(value), unit.removeprefix("%").strip()
    return count(value), unit


def disagreement(row: EditionDisagreement, country_name: str) -> str:
    """Return the two editions' figures for one corridor in one year, as a sentence."""
    before, after = (
        "no figure" if value is None else f"{count(value)} migrants"
        for value in (row.migrants_before, row.migrants_after)
    )
    return (
        f"From {country_name} in {row.destination_name}, {row.year}: {before} in edition {row.edition_before}, "
        f"{after} in edition {row.edition_after}."
    )


def more_disagreements(number: int) -> str:
    """Return how many destinations a box omits, and where to find them."""
    destinations = "one more destination" if number == 1 else f"{number} more destinations"
    return f"The same applies to {destinations}: see the view mart.edition_change."


def printed_date(text: str | None) -> str:
    """Return a date as people write it: 2010-05-29 as 29 May 2010, 2010-05 as May 2010; years stay."""
    if text is None:
        return ""
    if text == UNKNOWN:
        return "No year printed"
    return re.sub(r"(\d{4})-(\d{2})(?:-(\d{2}))?", _written_out, text)


def period(start: str | None, end: str | None) -> str:
    """Return from when to when something applies, as far as known."""
    first, last = (printed_date(text) if text != UNKNOWN else "" for text in (start, end))
    if first and last:
        return first if first == last else f"{first}–{last}"
    return f"from {first}" if first else f"until {last}" if last else ""


def join_parts(separator: str, *parts: str | None) -> str:
    """Return the parts that are not empty, joined."""
    return separator.join(part for part in parts if part)


def first_capital(text: str) -> str:
    """Return the text with a capital first letter; the others stay."""
    return text[:1].upper() + text[1:]


def _written_out(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    written = date(int(year), int(month), int(day or 1))
    return f"{written.day} {written:%B} {year}" if day else f"{written:%B} {year}"
