"""How figures, dates, sources and definitions are put into words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diaspora_dw.rendering.figures import Country, RemittanceCorridor

NO_BREAK = "\u00a0"
UNKNOWN = "unknown"
NO_FIGURE = "no figure"
TOO_FEW = "too few"
FEWEST_FOR_PERCENTAGES = 50
"""Among fewer people, one person more or less changes a percentage by 2 points or more."""
ON_TOO_FEW = f"Too few: no percentages are given for groups of fewer than {FEWEST_FOR_PERCENTAGES} people."
OLD_YEARS = 5
"""A figure that is more years older than the newest of its source says so."""
OLD = "*"
ON_OLD = f"{OLD} Latest figure; none published since that year."

STOCK = "UN DESA, International Migrant Stock"
_UNITS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
INDICATORS = "World Bank, World Development Indicators"
MATRIX = "World Bank (KNOMAD), Bilateral Remittance Matrix"

DEFINITION_OF_EMIGRANTS = (
    "Emigrants are people born in the country who live in another one at mid-year. Some destinations count "
    "citizens instead. Refugees are added where a destination counts them separately."
)
SOURCES_OF_RIGHTS = {
    "globalcit": "GLOBALCIT Citizenship Law Dataset: the law in force on {}. Later reforms are not in it.",
    "register": "The World Factbook, {}.",
}
"""Where a right that is not from the country's mapping is from, by the source's code, and the date it describes."""
LATER_REFORMS = {"globalcit": "Later reforms of the law are not in it."}
"""What to know before quoting a right at a glance, by the source's code."""
SHORT_SOURCES_OF_RIGHTS = {
    "globalcit": "GLOBALCIT",
    "register": "The World Factbook",
}
"""Where a right at a glance is from if it is not from the country's mapping, by the source's code."""
STATUS_SYMBOLS = {"granted": "✓", "conditional": "◐", "denied": "✗", "unclear": "?"}
"""A symbol beside the word for whether a right is granted."""
SMALLEST_SHARE_DRAWN = 0.05
"""Per cent: a smaller rest is rounded to nothing."""
POORLY_COVERED = " *"
ON_POORLY_COVERED = (
    "* The edition before counted many more emigrants in the same year, in all or in one country. The factsheets of "
    "the countries marked give the numbers."
)
IN_ITS_WORDS = "Conditions, in the dataset’s words:"
ABBREVIATED = "(abbreviated as in GLOBALCIT)"
"""What to know about an article of a law."""
_PARTS_OF_LAW = {"extract": ", codes and articles only", "codes": ", codes only"}
SOURCE_OF_POSTS = "A post in the cabinet as of {}, after the CIA’s list of cabinet members."
MORE_RIGHTS = (
    "A right that is not named here may be granted all the same: voting from abroad is not covered for this country, "
    "and the register of seats in parliament for citizens abroad does not claim to be complete."
)
MORE_INSTITUTIONS = (
    "Only posts whose titles name the diaspora are listed. Other bodies may deal with it, and the cabinet may have "
    "changed."
)
EU_OR_EEA = (
    "“In the EU” can mean two things. The European Economic Area is the EU with Iceland, Liechtenstein and Norway; "
    "printed factsheets that say EU may mean it. Both are given for single years: the EU with its 27 members since "
    "2020, the EEA with its members on 1 July of that year."
)
NOBODY_IN_EU = (
    "UN DESA counts no emigrants from here in the EU or the EEA. There may be some: it does not know the origin of all "
    "migrants there."
)
FIXED_MEMBERS = (
    "In figures over time, the EU is its 27 members since 2020 and the EEA its 30 members since 2020, in every year, "
    "so that no figure changes because a country joined or left."
)
DEFINITION_OF_IMMIGRANTS = (
    "Immigrants are people born in another country who live here at mid-year. Some countries count foreign citizens "
    "instead. Refugees are added where a country counts them separately."
)
CARRIED_ON = (
    "Edition {} did not reassess this country: it repeats the estimates of the edition before, and its latest year "
    "carries them forward."
)
UNIT_OF_REMITTANCES = (
    "Remittances are personal remittances in current US dollars; charts and tables give millions. Their share of GDP "
    "takes both figures from the same year, so the latest year may have an amount and no share."
)
ONLY_PLACEHOLDERS = (
    "There is no usable figure: the World Bank publishes 0 for remittances received where it has none, and has nothing "
    "else for this country."
)
ESTIMATE_BY = {"published": "the World Bank’s estimate", "estimated": "our estimate"}
CORRIDORS_ARE_ESTIMATES = (
    "These amounts are estimates of a model, not counts; some central banks publish their own figures by country. What "
    "each country received is shared out by where its emigrants live and by the incomes there and at home. The World "
    "Bank’s estimate uses the figures of its time, ours the newest and leaves out migrants whose origin is unknown."
)
AMOUNTS_SENT_ARE_ESTIMATES = (
    "These amounts are estimates of the same model, not counts: each is this country’s part in what the other country "
    "received. They need not add up to what this country reports as paid. Our estimate leaves out migrants whose "
    "origin is unknown, and so all that they send."
)
GROUPS_OVERLAP = "Groups overlap, so their figures do not add up to the total."
EDITIONS_ARE_NOT_ONE_SERIES = (
    "Each edition estimates all its years anew, so figures of two editions do not form one series."
)
DIFFERENCES_LISTED = (
    "Listed are differences that are a large part of the figure itself and matter for the country’s total, in the "
    f"latest year that has any. {STOCK}, all editions available."
)
ESTIMATE_RESTS_ON_EMIGRANTS = "Our estimate rests on the number of emigrants."
ON_COMPUTED = "This also applies to the shares, changes and differences computed from this number."
SHARES_OF_UNKNOWN = (
    "“Origin unknown” is the share of all migrants in the group’s countries of whom UN DESA does not say where they "
    "come from."
)
SAMPLE = (
    "These figures of one country come with the software. They may be out of date and do not cover other countries. "
    "Run “diaspora-dw run” with a network connection to replace them."
)


def stock_source(edition: str | None) -> str:
    """Return the source of figures on emigrants, with its edition."""
    return f"{STOCK}, edition {edition or UNKNOWN}"


def short_source(publisher: str, edition: str | None) -> str:
    """Return a source in as few words as identify it among those that a factsheet lists."""
    return f"{publisher}, edition {edition or UNKNOWN}"


def indicator_source(edition: str | None) -> str:
    """Return the source of figures on remittances, population and GDP, with its edition."""
    return f"{INDICATORS}, edition {edition or UNKNOWN}"


def corridor_source(row: "RemittanceCorridor") -> str:
    """Return the source of an estimate: the World Bank's matrix, or what our own is made from."""
    if row.method == "published":
        return f"{MATRIX}, edition {row.edition}"
    return f"Made from {stock_source(row.stock_edition)}, and {indicator_source(row.edition)}"


def count(value: float | None) -> str:
    """Return a number of persons with commas: 514,478."""
    return NO_FIGURE if value is None else f"{round(value):,}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """Return per cent: 57.4 %. A share too small to show is below the smallest that can be shown: < 0.1 %."""
    if value is None:
        return NO_FIGURE
    smallest = 10**-digits
    if 0 < value < smallest / 2:
        return f"<{NO_BREAK}{smallest:.{digits}f}{NO_BREAK}%"
    return f"{value:.{digits}f}{NO_BREAK}%".replace("-", "−")


def change(value: float | None) -> str:
    """Return a change in per cent with its sign: +12.3 %, −0.7 %."""
    return NO_FIGURE if value is None else f"{value:+,.1f}{NO_BREAK}%".replace("-", "−")


def share(value: float | None, people: int) -> str:
    """Return per cent of a number of people, unless these are too few to give percentages."""
    return percent(value) if value is None or people >= FEWEST_FOR_PERCENTAGES else TOO_FEW


def millions(value: float | None) -> str:
    """Return dollars as a number of millions with one decimal, for tables: 4,633.8."""
    return NO_FIGURE if value is None else f"{value / 1e6:,.1f}".replace("-", "−")


def in_unit(values: Sequence[float]) -> tuple[str, list[str]]:
    """Return the unit of a column of dollars and its cells: millions, thousands where the largest is below a million.

    A value too small to show is below the smallest that can be shown, as in `percent`.
    """
    size, unit = (1e6, "million US$") if max(values) >= 1e6 else (1e3, "thousand US$")
    return unit, [f"<{NO_BREAK}0.1" if 0 < value < size / 20 else f"{value / size:,.1f}" for value in values]


def rounded_estimate(value: float) -> float:
    """Round an estimate of dollars to the two or three digits that are shown of it, which makes its unit simple."""
    exponent = int(f"{value:e}"[-3:])
    return float(f"{value:.{2 if value >= 1e6 and exponent % 3 else 1}e}")


def estimated_dollars(value: float) -> str:
    """Return an estimate of dollars, with two or three digits: US$ 2.3 billion, US$ 412 million, US$ 860,000."""
    return re.sub(rf"(\d{{3}})\.0(?={NO_BREAK})", r"\1", dollars(rounded_estimate(value)))


def dollars(value: float | None) -> str:
    """Return dollars as people say them: US$ 4.6 billion, US$ 2.6 million, US$ 950,000."""
    if value is None:
        return NO_FIGURE
    for size, unit in _UNITS:
        if round(abs(value) / size, 4) >= 1:
            return f"US${NO_BREAK}{value / size:,.1f}{NO_BREAK}{unit}".replace("-", "−")
    return f"US${NO_BREAK}{count(value)}"


def in_one_line(labels: str) -> str:
    """Return labels of a list as one line, where only the first has a capital: "At embassies; at consulates"."""
    return re.sub(r"(?<=; )\w", lambda letter: letter[0].lower(), labels)


def measure(value: float, unit: str) -> tuple[str, str]:
    """Return an indicator's value and the unit to print after it, by the unit that its publisher states."""
    if unit == "current US$":
        return dollars(value), "at current prices"
    if unit.startswith("%"):
        return percent(value), unit.removeprefix("%").strip()
    return count(value), unit


def places(known: Iterable[tuple[int, int, str]]) -> str:
    """Return places in groups, given as rank, number of countries, and name, where there are others to compare with."""
    return ", ".join(place(rank, of, name) for rank, of, name in known if of > 1)


def place(rank: int, of: int, group_name: str) -> str:
    """Return a place in a group: 3rd of 5 in Central Asia, 21st of 187 in the world."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10 if rank // 10 % 10 != 1 else 0, "th")
    return f"{rank}{ending} of {of} in {'the world' if group_name == 'World' else group_name}"


def compared_remittances(
    name: str, amount: float | None, year: int, ratio: float | None, negative: str
) -> str:
    """Return an amount that remittances are set against, with their ratio, or why it has none."""
    per_dollar = ratio and f"for each dollar, US${NO_BREAK}{ratio:,.2f} of remittances came in the same year"
    reason = negative if (amount or 0) < 0 else per_dollar
    return f"{join_parts(': ', f'In {year}, {name} was {dollars(amount)}', reason or '')}."


def concentration(country: "Country") -> str | None:
    """Return how many emigrants live in few destinations, unless they are too few to give percentages."""
    if country.destinations is None or (country.emigrants or 0) < FEWEST_FOR_PERCENTAGES:
        return None
    shares = (
        f"{percent(country.top_destination_pct)} of all emigrants live in the largest destination and "
        f"{percent(country.top_five_destinations_pct)} in the five largest."
    )
    counted = f"UN DESA counts emigrants in {country.destinations} of the world’s countries and areas."
    return join_parts(" ", shares if country.destinations > 5 else "", counted)


def is_old(year: int, country: "Country") -> bool:
    """Return whether an indicator's latest figure lags behind the newest that the source has for any country."""
    return (country.indicator_newest_year or year) - year > OLD_YEARS


def age_of_remittances(country: "Country") -> str:
    """Return why there are no newer remittances than the latest, if that needs saying."""
    latest, placeholder = country.remittances_received_year, country.remittances_placeholder_year
    if latest is None:
        return ""
    if placeholder is not None and placeholder > latest:
        return f"No usable figure published since {latest} (the World Bank publishes 0)."
    return none_since(latest) if is_old(latest, country) else ""


def none_since(year: int) -> str:
    """Return that a latest figure is an old one."""
    return f"Latest figure; none published since {year}."


def missing_gdp(year: int, country: "Country") -> str:
    """Return that the GDP of a year is missing, and whether it can still come."""
    is_recent = year >= (country.indicator_newest_year or year) - 1
    return f"GDP of {year} not known yet" if is_recent else f"no GDP figure for {year}"


def no_stock(country_name: str) -> str:
    """Return that the source of emigrants does not tell a country or area apart."""
    return f"UN DESA has no separate figures for {country_name}: its emigrants are not counted on their own."


def no_immigrants(country_name: str) -> str:
    """Return that the source of immigrants does not count them in a country or area."""
    return f"UN DESA has no figures of immigrants in {country_name}."


def unknown_origins(unknown_pct: float) -> str:
    """Return what share of the world's migrants no country of origin has."""
    return (
        f"UN DESA does not say where {percent(unknown_pct)} of the world’s migrants come from. "
        "They are in no country’s figures."
    )


def denominator(year: int, population: int | None) -> str:
    """Return which population a share of the population divides by."""
    people = f" ({count(population)} in {year})" if population else ""
    return (
        f"Shares of the population divide by UN DESA’s population of the same year{people}. The World Bank’s, among "
        "the latest figures of the country, may differ."
    )


def cautions(noted: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the sentences of notes on places, those on most places first.

    A sentence that is the same for all places is said once. Sentences that differ only in their brackets, where notes
    have the numbers of a single figure, become one.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name, note in noted:
        for sentence in sentences(note):
            start, bracket, rest = sentence.partition(" (")
            numbers, _, end = rest.partition(")")
            found.setdefault(start + end, {})[name] = sentence, f"{bracket}{numbers})" if bracket else ""
    for statement, places in sorted(found.items(), key=lambda item: -len(item[1])):
        name, (sentence, _) = next(iter(places.items()))
        if len(places) == 1:
            yield f"{name}: {sentence}"
        elif len(places) == len(noted) and len(set(places.values())) == 1:
            yield sentence
        else:
            listed = ", ".join(f"{name}{numbers}" for name, (_, numbers) in places.items())
            yield f"{statement.removesuffix('.')}: {listed}."


def sentences(note: str | None) -> list[str]:
    """Return the sentences of a note."""
    return re.split(r"(?<=\.) (?=[A-Z])", note) if note else []


def disagreement(place: str, year: int | None, *figures: tuple[str | None, int | None]) -> str:
    """Return what editions say of one place and year, as a sentence. `figures` are pairs of edition and migrants."""
    counted = (
        f"{NO_FIGURE if migrants is None else f'{count(migrants)} migrants'} in edition {edition}"
        for edition, migrants in figures
    )
    return f"{place}, {year}: {', '.join(counted)}."


def more_disagreements(number: int) -> str:
    """Return how many destinations a box omits; docs/factsheet.md says where they are."""
    destinations = "one more destination" if number == 1 else f"{number} more destinations"
    return f"Editions disagree on {destinations}."


def edition_of(source_code: str, edition: str) -> str:
    """Return the edition of a source, in its publisher's term."""
    if source_code != "globalcit":
        return f"Edition {edition}"
    version, _, part = edition.partition(" ")
    return f"Version {version}{_PARTS_OF_LAW.get(part, '')}"


def source_of_right(source: str, as_of_text: str | None) -> str:
    """Return where a right is from that the country's mapping does not have; nothing for one of the mapping."""
    return SOURCES_OF_RIGHTS.get(source, "").format(printed_date(as_of_text))


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


def issuer_of(document: str | None, issuer: str | None) -> str | None:
    """Return who issued a document, unless its title says so."""
    return issuer if issuer and issuer not in (document or "") else None


def join_parts(separator: str, *parts: str | None) -> str:
    """Return the parts that are not empty, joined."""
    return separator.join(part for part in parts if part)


def first_capital(text: str) -> str:
    """Return the text with a capital first letter; the others stay."""
    return text[:1].upper() + text[1:]


def _written_out(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    try:
        written = date(int(year), int(month), int(day or 1))
    except ValueError:  # 2024-25, for instance, is a span of years
        return found[0]
    return f"{written.day} {written:%B} {year}" if day else f"{written:%B} {year}"
