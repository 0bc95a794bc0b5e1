"""How figures, sources and definitions are put into words, alike in a terminal and on a page.

What stands where is for `text.py` and the templates to say.
"""

import re
from datetime import date

from diaspora_dw.rendering.figures import EditionDisagreement
from diaspora_dw.rendering.mapping import Action, Citation, Institution, Policy, Practice

NO_BREAK = "\u00a0"
UNKNOWN = "unknown"

STOCK = "UN DESA, International Migrant Stock"
MILLION_DOLLARS = f"million{NO_BREAK}US$"
INDICATORS = "World Bank, World Development Indicators"

DEFINITION_OF_EMIGRANTS = (
    "Emigrants are people born in the country who live in another one at mid-year; some destinations count "
    "citizens instead, and where they count refugees apart, these are added."
)
EU_OR_EEA = (
    "“In the EU” can mean two things. The European Economic Area is the EU with Iceland, Liechtenstein and Norway; "
    "printed factsheets that say EU may mean it. Both are given. Members of the EEA are those of the year's 1 July, "
    "with the United Kingdom until 2019."
)
DENOMINATOR = (
    "A share of the population divides by the population of the same year, or else of the latest year before it; "
    "the year is given beside the figure."
)
UNIT_OF_REMITTANCES = (
    "Remittances are personal remittances received, in millions of current US dollars. Their share of GDP takes "
    "both figures from the same year, so the latest year may have an amount and no share yet."
)
EDITIONS_ARE_NOT_ONE_SERIES = (
    "Editions are data sets of their own: each estimates all its years anew, so figures of two editions do not make "
    "one series."
)
SAMPLE = (
    "Sample: figures of one country that come with the software. They are not a full load and may be out of date; "
    "run “diaspora-dw run” with a network to replace them."
)


def stock_source(edition: str | None) -> str:
    """The source of figures on emigrants, with its edition."""
    return f"{STOCK}, edition {edition or UNKNOWN}"


def indicator_source(edition: str | None) -> str:
    """The source of figures on remittances, population and GDP, with its edition."""
    return f"{INDICATORS}, edition {edition or UNKNOWN}"


def count(value: float | None) -> str:
    """Persons, with commas: 514,478."""
    return UNKNOWN if value is None else f"{round(value):,}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """Per cent: 57.4 %. A share too small to show is said to be below the smallest that shows."""
    if value is None:
        return UNKNOWN
    smallest = 10**-digits
    if 0 < value < smallest / 2:
        return f"<{NO_BREAK}{smallest:.{digits}f}{NO_BREAK}%"
    return f"{value:.{digits}f}{NO_BREAK}%".replace("-", "−")


def millions(value: float | None) -> str:
    """Dollars as a number of millions, with one decimal: 4,633.8."""
    return UNKNOWN if value is None else f"{value / 1e6:,.1f}"


def disagreement(row: EditionDisagreement, country_name: str) -> str:
    """What two editions say of one corridor in one year, as a sentence."""
    before, after = (
        "no figure" if value is None else f"{count(value)} migrants"
        for value in (row.migrants_before, row.migrants_after)
    )
    return (
        f"From {country_name} in {row.destination_name}, {row.year}: {before} in edition {row.edition_before}, "
        f"{after} in edition {row.edition_after}."
    )


def more_disagreements(number: int) -> str:
    """That a box has left some out, and where they are."""
    destinations = "one more destination" if number == 1 else f"{number} more destinations"
    return f"So do they on {destinations}: see the view mart.edition_change."


def printed_date(text: str | None) -> str:
    """A date as people write it: 2010-05-29 as 29 May 2010, 2010-05 as May 2010; years stay."""
    if text is None:
        return ""
    if text == UNKNOWN:
        return "No year given"
    return re.sub(r"(\d{4})-(\d{2})(?:-(\d{2}))?", _written_out, text)


def policy_line(policy: Policy) -> str:
    """A policy in a line: what it is, how far it has come, from when to when, which act approved it."""
    kind, status = policy.kind_label or policy.kind, policy.status_label or policy.status
    start, end = (
        printed_date(text) if text != UNKNOWN else "" for text in (policy.start_text, policy.end_text)
    )
    term = {
        (True, True): start if start == end else f"{start}–{end}",
        (True, False): f"from {start}",
        (False, True): f"until {end}",
        (False, False): "",
    }[bool(start), bool(end)]
    act = [policy.approved_by_issuer, policy.approved_by_title, printed_date(policy.approved_by_date)]
    number = f"No. {policy.approved_by_number}" if policy.approved_by_number else None
    approved = ", ".join(part for part in (*act, number) if part)
    return " · ".join(
        part for part in (kind, status.lower(), term, approved and f"approved by {approved}") if part
    )


def action_line(action: Action, policy: Policy) -> str:
    """What a policy foresees, with what it names and whom it concerns beside those in charge of the policy."""
    said = [action.text]
    said += [f"Named: {action.names}."] if action.names else []
    if action.institutions and action.institutions != policy.institutions:
        said += [f"Involves: {action.institutions}."]
    said += [f"On: {action.policies}."] if action.policies else []
    return " ".join(said)


def place_line(practice: Practice) -> str:
    """Where a practice took place: as printed, and the country unless that is it."""
    return ", ".join(dict.fromkeys(filter(None, (practice.place, practice.place_country_name))))


def offices_line(institution: Institution) -> str:
    """An institution's offices in a line: what for, where, how many of how many."""
    if institution.offices is None:
        return ""
    line = institution.offices
    if institution.office_places:
        line += f" {institution.office_places}."
    if institution.offices_operational is not None:
        planned = f" of {institution.offices_planned} planned" if institution.offices_planned else ""
        line += f" {institution.offices_operational}{planned} at work at the time of writing."
    elif institution.offices_planned is not None:
        line += f" {institution.offices_planned} planned at the time of writing."
    return line


def citation_line(citation: Citation) -> str:
    """A footnote in a line, without its summary and its addresses."""
    parts = [
        citation.authors,
        citation.title,
        citation.issued_by if (citation.issued_by or "") not in (citation.title or "") else None,
        f"signed by {citation.signatories}" if citation.signatories else None,
        printed_date(citation.date_text),
        f"No. {citation.number}" if citation.number else None,
        f"Art. {citation.articles}" if citation.articles else None,
        f"p. {citation.pages}" if citation.pages else None,
        f"accessed {printed_date(citation.accessed)}" if citation.accessed else None,
        f"the same work as in footnote {citation.same_work_as_footnote}"
        if citation.same_work_as_footnote
        else None,
    ]
    line = ", ".join(part for part in parts if part)
    return f"{line}." if line else f"{citation.kind_label or citation.kind}:"


def _written_out(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    written = date(int(year), int(month), int(day or 1))
    return f"{written.day} {written:%B} {year}" if day else f"{written:%B} {year}"
