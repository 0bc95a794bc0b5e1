"""Builds the sections of a factsheet that hold figures: remittances, emigration, destinations, the economy, sources."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import EditionDisagreement, Stock
from diaspora_dw.rendering.wording import count, millions, percent

DESTINATIONS_DRAWN = 5
DISAGREEMENTS_LISTED = 6


def remittances(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on remittances."""
    if not sheet.remittances:
        return ()
    source = wording.indicator_source(sheet.country.indicator_edition)
    known = [row for row in sheet.remittances if row.remittances_received_pct_of_gdp is not None]
    received = b.Table(
        "Remittances received",
        source,
        ("Year", "Received", "Paid"),
        [
            (f"{row.year}", millions(row.remittances_received_usd), millions(row.remittances_paid_usd))
            for row in sheet.remittances
        ],
    )
    share = b.Table(
        "Remittances as a share of GDP",
        source,
        ("Year", "Share of GDP", "GDP, million US$"),
        [
            (f"{row.year}", percent(row.remittances_received_pct_of_gdp, 2), millions(row.gdp_usd))
            for row in known
        ],
    )
    charts = (
        b.Chart("million current US$", "received", sheet.remittances, received),
        b.Chart("per cent", "share_of_gdp", known, share),
    )
    notes = b.paragraphs(wording.UNIT_OF_REMITTANCES, kind="note")
    return [b.Figures(list(remittance_figures(sheet))), b.Abreast(charts), *notes]


def emigration(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on emigrants."""
    if not sheet.emigration:
        return ()
    latest, source = sheet.emigration[-1], wording.stock_source(sheet.country.stock_edition)
    groups = [("All destinations", latest), *((part.group_name, part) for part in sheet.emigration_by_group)]
    sexes = b.Table(
        f"Men and women among emigrants, {latest.year}",
        source,
        ("Destinations", "Emigrants", "Men", "Women"),
        [(name, count(part.emigrants), *_shares_of_sexes(part)) for name, part in groups],
    )
    years = b.Table(
        "Emigrants over the years",
        source,
        ("Year", "All", "Men", "Women", "Share of population"),
        [
            (
                f"{row.year}",
                *map(count, (row.emigrants, row.male_emigrants, row.female_emigrants)),
                percent(row.emigrants_pct_of_population)
                + (f" (of {row.population_year})" if row.population_year not in {None, row.year} else ""),
            )
            for row in sheet.emigration
        ],
    )
    unions = [
        (union.group_name, union) for union in map(sheet.group, ("EU27_2020", "EEA")) if union is not None
    ]
    charts = (
        b.Chart("per cent of those whose sex is known", "sexes", [groups[0], *unions], sexes),
        b.Chart("persons at mid-year", "emigrants", sheet.emigration, years),
    )
    notes = b.paragraphs(
        wording.DEFINITION_OF_EMIGRANTS,
        wording.DENOMINATOR,
        wording.EU_OR_EEA if sheet.emigration_by_group else None,
        kind="note",
    )
    return [b.Figures(list(emigration_figures(sheet))), b.Abreast(charts), *notes]


def destinations(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the largest destinations, with the box on editions that disagree."""
    if not sheet.top_destinations:
        return ()
    largest, drawn = destinations_table(sheet), sheet.top_destinations[:DESTINATIONS_DRAWN]
    chart = b.Chart("emigrants", "destinations", drawn, largest, is_listed=True)
    groups = b.Table(
        f"Emigrants in groups of countries, {sheet.top_destinations[0].year}",
        wording.stock_source(sheet.country.stock_edition),
        ("Group", "Emigrants", "Share"),
        [
            (group.group_name, count(group.emigrants), percent(group.pct_of_emigrants))
            for group in sheet.emigration_by_group
        ],
        note=wording.GROUPS_OVERLAP,
    )
    pictures = b.Abreast([chart, groups] if sheet.emigration_by_group else [chart])
    return [pictures, *_disagreements_box(sheet)]


def economy(sheet: Factsheet) -> b.Blocks:
    """Build the list of the country's indicators, in the order of `indicators.yaml`."""
    rows = []
    for row in sheet.indicators:
        value, unit = wording.measure(row.value, row.unit)
        rows.append((row.factsheet_label, f"{row.year}", value, unit))
    table = b.Table(
        "Latest figures",
        wording.indicator_source(sheet.country.indicator_edition),
        ("Figure", "Year", "Value", "Unit"),
        rows,
        texts=frozenset({"Year", "Unit"}),
    )
    return [table] if rows else ()


def sources(sheet: Factsheet) -> b.Blocks:
    """Build the list of releases that the factsheet draws on."""
    items = []
    for source in sheet.sources:
        licence = b.link(source.licence, source.licence_url)
        host, day = urlsplit(source.url).hostname, wording.printed_date(f"{source.retrieved_at.date()}")
        about = (
            f"Edition {source.edition}{'' if source.is_current else ', used for comparison'}; "
            f"retrieved on {day}{f' from {host}' if host else ''}"
        )
        items.append(
            b.Item(b.words(f"{source.citation} ", licence, "."), body=b.paragraphs(about, kind="source"))
        )
    return [b.Items(items)] if items else ()


def remittance_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return remittances of the latest year with a share of GDP, and of the latest year where that is another."""
    country = sheet.country
    source = wording.indicator_source(country.indicator_edition)
    share_year, latest_year = country.remittances_received_pct_of_gdp_year, country.remittances_received_year
    if share_year is not None:
        share = percent(country.remittances_received_pct_of_gdp, 2)
        amount = millions(country.remittances_received_usd_of_that_year)
        yield b.Figure("Remittances as a share of GDP", share, f"{share_year}", source)
        yield b.Figure("Remittances received", amount, f"{share_year}", source, unit=wording.MILLION_DOLLARS)
    if latest_year is not None and latest_year != share_year:
        amount, detail = millions(country.remittances_received_usd), f"GDP of {latest_year} not known yet"
        label = "Remittances received, latest year"
        yield b.Figure(label, amount, f"{latest_year}", source, detail, wording.MILLION_DOLLARS)


def emigration_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return emigrants of the latest year: all, as a share of the population, and in the EU and the EEA."""
    if not sheet.emigration:
        return
    latest = sheet.emigration[-1]
    year, source = f"{latest.year}", wording.stock_source(latest.edition)
    yield b.Figure("Emigrants", count(latest.emigrants), year, source, _sexes(latest))
    if latest.emigrants_pct_of_population is not None:
        yield b.Figure(
            "Emigrants in total population",
            percent(latest.emigrants_pct_of_population),
            f"emigrants of {latest.year}, population of {latest.population_year}",
            f"{source}; {wording.indicator_source(sheet.country.indicator_edition)}",
            f"{count(latest.emigrants)} emigrants to {count(latest.population)} people in the country",
        )
    for code, label in (("EU27_2020", "Emigrants in the EU (27 members)"), ("EEA", "Emigrants in the EEA")):
        group = sheet.group(code)
        if group is not None:
            detail = wording.join_parts("; ", f"{count(group.emigrants)} emigrants", _sexes(group))
            yield b.Figure(label, percent(group.pct_of_emigrants), year, source, detail)


def destinations_table(sheet: Factsheet) -> b.Table:
    """Return the largest destinations of the latest year as a table."""
    return b.Table(
        f"Top countries of destination, {sheet.top_destinations[0].year}",
        wording.stock_source(sheet.country.stock_edition),
        ("Destination", "Emigrants", "Share", "Men", "Women"),
        [
            (
                row.destination_name,
                count(row.migrants),
                percent(row.pct_of_emigrants),
                *_shares_of_sexes(row),
            )
            for row in sheet.top_destinations
        ],
    )


def latest_disagreements(disagreements: list[EditionDisagreement]) -> list[EditionDisagreement]:
    """Return the latest year of each destination and pair of editions, largest difference first."""
    latest: dict[tuple[str, str, str], EditionDisagreement] = {}
    for row in sorted(disagreements, key=lambda row: row.year):
        latest[row.destination_iso3_code, row.edition_before, row.edition_after] = row
    return sorted(latest.values(), key=lambda row: -abs(row.difference))


def _disagreements_box(sheet: Factsheet) -> b.Blocks:
    found = latest_disagreements(sheet.edition_disagreements)
    if not found:
        return ()
    sentences = (
        wording.disagreement(row, sheet.country.country_name) for row in found[:DISAGREEMENTS_LISTED]
    )
    omitted = len(found) - DISAGREEMENTS_LISTED
    body = (
        b.Items([b.Item(b.words(sentence)) for sentence in sentences]),
        *b.paragraphs(
            wording.more_disagreements(omitted) if omitted > 0 else None, wording.EDITIONS_ARE_NOT_ONE_SERIES
        ),
        *b.paragraphs(wording.CORRIDORS_COMPARED, kind="source"),
    )
    return [b.Box(body, "Editions disagree", "editions-disagree", is_warning=True)]


def _sexes(part: Stock) -> str:
    if part.male_pct is None:
        return ""
    return f"{percent(part.male_pct)} men, {percent(part.female_pct)} women"


def _shares_of_sexes(part: Stock) -> tuple[str, str]:
    return percent(part.male_pct), percent(part.female_pct)
