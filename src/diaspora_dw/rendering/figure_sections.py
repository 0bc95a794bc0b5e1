"""Builds the sections of a factsheet that hold figures: remittances, emigration, destinations, the economy, sources."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import urlsplit

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import wording
from diaspora_dw.rendering.factsheet import GROUPS_OVER_TIME, Factsheet
from diaspora_dw.rendering.figures import (
    Country,
    Destination,
    EditionDisagreement,
    Emigrants,
    GroupOfDestinations,
    RemittanceCorridor,
    Stock,
)
from diaspora_dw.rendering.wording import count, dollars, millions, percent

DESTINATIONS_DRAWN = 5
DISAGREEMENTS_LISTED = 6


def remittances(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on remittances."""
    if not sheet.remittances:
        has_placeholders = sheet.country.remittances_placeholder_year is not None
        return b.paragraphs(wording.ONLY_PLACEHOLDERS if has_placeholders else None)
    source = wording.indicator_source(sheet.country.indicator_edition)
    known = [row for row in sheet.remittances if row.remittances_received_pct_of_gdp is not None]
    received = b.Table(
        "Remittances received",
        source,
        ("Year", "Received, million US$", "Paid, million US$"),
        [
            (f"{row.year}", millions(row.remittances_received_usd), millions(row.remittances_paid_usd))
            for row in sheet.remittances
        ],
    )
    shares = b.Table(
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
        b.Chart("per cent", "share_of_gdp", known, shares),
    )
    notes = b.paragraphs(wording.UNIT_OF_REMITTANCES, kind="note")
    compared = b.paragraphs(*_compared_remittances(sheet.country))
    return [b.Figures(list(remittance_figures(sheet))), *compared, b.Abreast(charts), *notes]


def senders(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the countries that remittances come from."""
    rows = [(row, row.destination_name, row.pct_of_received) for row in sheet.top_senders]
    if not rows:
        return ()
    largest, caution = sheet.top_senders[0], _caution_on_estimates(sheet)
    figure = b.Figure(
        "Most remittances come from",
        f"{wording.estimated_dollars(largest.remittances_usd)} from {largest.destination_name_in_sentence}",
        f"{largest.year}, estimate",
        wording.corridor_source(largest),
        f"{percent(largest.pct_of_received)} of what the country received",
        caution if largest.method == "estimated" else "",
    )
    note = b.paragraphs(wording.CORRIDORS_ARE_ESTIMATES, kind="note")
    tables = _corridors("Where remittances come from", "Received", rows, caution)
    return [b.Figures([figure]), *tables, *note]


def receivers(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the countries that remittances go to."""
    rows = [(row, row.origin_name, row.pct_of_sent) for row in sheet.top_receivers]
    if not rows:
        return ()
    note = b.paragraphs(wording.AMOUNTS_SENT_ARE_ESTIMATES, kind="note")
    return [*_corridors("Where remittances go", "Sent", rows), *note]


def _caution_on_estimates(sheet: Factsheet) -> str:
    """Return what to know about the numbers of emigrants that our estimate rests on; "" if there is nothing."""
    note = sheet.emigration[-1].coverage_note if sheet.emigration else None
    return f"{wording.ESTIMATE_RESTS_ON_EMIGRANTS} {note}" if note else ""


def _corridors(
    title: str, verb: str, rows: Sequence[tuple[RemittanceCorridor, str, float]], caution: str = ""
) -> b.Blocks:
    """Return a table for each method, side by side. The caution is about our estimate."""
    tables = []
    for _, group in groupby(rows, key=lambda row: row[0].method):
        listed = list(group)
        first = listed[0][0]
        unit, amounts = wording.in_unit([row.remittances_usd for row, _, _ in listed])
        tables.append(
            b.Table(
                f"{title}, {first.year}: {wording.ESTIMATE_BY[first.method]}",
                wording.corridor_source(first),
                ("Country", f"{verb}, {unit}", "Share"),
                [
                    (name, amount, percent(share))
                    for (_, name, share), amount in zip(listed, amounts, strict=True)
                ],
                note=caution if first.method == "estimated" else "",
            )
        )
    return [b.Abreast(tables)]


def emigration(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on emigrants."""
    if not sheet.emigration:
        return b.paragraphs(wording.no_stock(sheet.country.name_in_sentence) if _has_stock(sheet) else None)
    latest, source = sheet.emigration[-1], wording.stock_source(sheet.country.stock_edition)
    groups = [("All destinations", latest), *_named_groups(sheet)]
    sexes = b.Table(
        f"Men and women among emigrants, {latest.year}",
        source,
        ("Destinations", "Emigrants", "Men", "Women"),
        [(name, _counted(part), *shares_of_sexes(part, part.emigrants)) for name, part in groups],
        note=on_few(*(part.emigrants for _, part in groups)),
    )
    years = b.Table(
        "Emigrants over the years",
        source,
        ("Year", "All", "Men", "Women", "Share of population"),
        [
            (
                f"{row.year}",
                *map(count, (row.emigrants, row.male_emigrants, row.female_emigrants)),
                percent(row.emigrants_pct_of_population),
            )
            for row in sheet.emigration
        ],
    )
    drawn = [
        (name, part)
        for name, part in groups
        if (part is latest or part in _unions(sheet)) and part.emigrants >= wording.FEWEST_FOR_PERCENTAGES
    ]
    charts = (
        b.Chart("per cent of those whose sex is known", "sexes", drawn, sexes),
        b.Chart("persons at mid-year", "emigrants", sheet.emigration, years),
        *_unions_over_time(sheet),
    )
    notes = b.paragraphs(
        None if latest.unknown_origin_pct is None else wording.unknown_origins(latest.unknown_origin_pct),
        wording.DEFINITION_OF_EMIGRANTS,
        wording.DENOMINATOR,
        wording.EU_OR_EEA if _unions(sheet) else None if sheet.is_sample else wording.NOBODY_IN_EU,
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
        ("Group", "Emigrants", "Share", "Origin unknown"),
        [
            (
                group.group_name,
                _counted(group),
                _share_of_all(sheet, group),
                percent(group.unknown_origin_pct),
            )
            for group in sheet.emigration_by_group
        ],
        note=f"{wording.GROUPS_OVERLAP} {wording.SHARES_OF_UNKNOWN}",
    )
    pictures = b.Abreast([chart, groups] if sheet.emigration_by_group else [chart])
    concentration = b.paragraphs(wording.concentration(sheet.country))
    cautions = [
        b.Item(b.words(f"{name}: {part.coverage_note}"))
        for name, part in (
            *((row.destination_name, row) for row in sheet.top_destinations),
            *_named_groups(sheet),
        )
        if part.coverage_note
    ]
    notes = [b.Items(cautions, "Before quoting these figures")] if cautions else []
    return [pictures, *concentration, *notes, *_disagreements_box(sheet)]


def economy(sheet: Factsheet) -> b.Blocks:
    """Build the list of the country's indicators, in the order of `indicators.yaml`."""
    rows = []
    for row in sheet.indicators:
        value, unit = wording.measure(row.value, row.unit)
        age = wording.OLD if wording.is_old(row.year, sheet.country) else ""
        rows.append((row.factsheet_label, f"{row.year}{age}", value, unit))
    table = b.Table(
        "Latest figures",
        wording.indicator_source(sheet.country.indicator_edition),
        ("Figure", "Year", "Value", "Unit"),
        rows,
        texts=frozenset({"Year", "Unit"}),
        note=wording.ON_OLD
        if any(wording.is_old(row.year, sheet.country) for row in sheet.indicators)
        else "",
    )
    return [table] if rows else ()


def sources(sheet: Factsheet) -> b.Blocks:
    """Build the list of releases that the factsheet draws on."""
    items = []
    for source in sheet.sources:
        licence = b.link(source.licence, source.licence_url)
        host, day = urlsplit(source.url).hostname, wording.printed_date(f"{source.retrieved_at.date()}")
        about = (
            f"{wording.edition_of(source.source_code, source.edition)}"
            f"{'' if source.is_current else ', used for comparison'}; "
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
    age = wording.age_of_remittances(country)
    if share_year is not None:
        of_gdp = percent(country.remittances_received_pct_of_gdp, 2)
        amount = dollars(country.remittances_received_usd_of_that_year)
        is_latest = share_year == latest_year
        is_old = not is_latest and wording.is_old(share_year, country)
        note = age if is_latest else wording.none_since(share_year) if is_old else ""
        yield b.Figure("Remittances as a share of GDP", of_gdp, f"{share_year}", source, _ranks(sheet), note)
        yield b.Figure(
            "Remittances received", amount, f"{share_year}", source, note=note if is_latest else ""
        )
    if latest_year is not None and latest_year != share_year:
        amount, detail = dollars(country.remittances_received_usd), wording.missing_gdp(latest_year, country)
        yield b.Figure("Remittances received, latest year", amount, f"{latest_year}", source, detail, age)


def emigration_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return emigrants of the latest year: all, as a share of the population, and in the EU and the EEA."""
    if not sheet.emigration:
        return
    latest = sheet.emigration[-1]
    year, source = f"{latest.year}", wording.stock_source(latest.edition)
    note = wording.join_parts(" ", latest.coverage_note, wording.ON_COMPUTED if latest.coverage_note else "")
    yield b.Figure(
        "Emigrants", count(latest.emigrants), year, source, sexes_in_words(latest, latest.emigrants), note
    )
    if latest.emigrants_pct_of_population is not None:
        yield b.Figure(
            "Emigrants in total population",
            percent(latest.emigrants_pct_of_population),
            year,
            source,
            f"{count(latest.emigrants)} emigrants to {count(latest.population)} people in the country",
        )
    yield from _growth(sheet.country, source)
    yield from _net_position(sheet, source)
    for group in _unions(sheet):
        label, value = f"Emigrants in the {group.group_name}", _share_of_all(sheet, group)
        counted = f"{count(group.emigrants)} emigrants" if group.emigrants else ""
        detail = wording.join_parts("; ", counted, sexes_in_words(group, group.emigrants))
        yield b.Figure(label, value, year, source, detail, group.coverage_note or "")


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
                _share_of_all(sheet, row),
                *shares_of_sexes(row, row.migrants),
            )
            for row in sheet.top_destinations
        ],
        note=on_few(*(row.migrants for row in sheet.top_destinations)),
    )


def latest_disagreements(disagreements: list[EditionDisagreement]) -> list[EditionDisagreement]:
    """Return the rows of the latest year of each pair of editions, largest difference first."""
    latest = {
        (row.edition_before, row.edition_after): row.year
        for row in sorted(disagreements, key=lambda row: row.year)
    }
    found = (row for row in disagreements if row.year == latest[row.edition_before, row.edition_after])
    return sorted(found, key=lambda row: -abs(row.difference))


def _growth(country: Country, source: str) -> Iterable[b.Figure]:
    """Return the change since the date before, unless there were too few emigrants to give percentages."""
    year, change = country.emigrants_previous_year, country.emigrants_change
    if change is None or (country.emigrants or 0) - change < wording.FEWEST_FOR_PERCENTAGES:
        return
    first_year, in_all = country.emigrants_first_year, country.emigrants_change_since_first_pct
    detail = wording.join_parts(
        "; ",
        f"{count(abs(change))} {'fewer' if change < 0 else 'more'} people, "
        f"{wording.change(country.emigrants_annual_growth_pct)} a year",
        "" if in_all is None else f"{wording.change(in_all)} since {first_year}",
    )
    label, value = f"Change in emigrants since {year}", wording.change(country.emigrants_change_pct)
    period = f"{year}–{country.emigrants_year}"
    yield b.Figure(label, value, period, source, detail)


def _net_position(sheet: Factsheet, source: str) -> Iterable[b.Figure]:
    latest = sheet.net_position[-1] if sheet.net_position else None
    if latest is None or latest.immigrants_less_emigrants is None:
        return
    value = count(latest.immigrants_less_emigrants)
    detail = f"{count(latest.immigrants)} immigrants in the country, {count(latest.emigrants)} emigrants"
    yield b.Figure("Immigrants less emigrants", value, f"{latest.year}", source, detail)


def _ranks(sheet: Factsheet) -> str:
    """Return the country's places in the world and in its subregion, where there are others to compare with."""
    return ", ".join(
        wording.place(rank.rank, rank.ranked_countries, rank.group_name)
        for rank in sheet.dependence_ranks
        if rank.group_type in {None, "un_subregion"} and rank.ranked_countries > 1
    )


def _compared_remittances(country: Country) -> Iterable[str]:
    """Return what foreign direct investment and aid were, and the remittances for each dollar of them."""
    for name, amount, year, ratio, negative in (
        (
            "foreign direct investment",
            country.foreign_direct_investment_usd,
            country.foreign_direct_investment_year,
            country.remittances_to_foreign_direct_investment_ratio,
            "investors withdrew more than they brought",
        ),
        (
            "aid",
            country.aid_received_usd,
            country.aid_received_year,
            country.remittances_to_aid_ratio,
            "repayments were larger than new aid",
        ),
    ):
        if year is not None and not wording.is_old(year, country):
            yield wording.compared_remittances(name, amount, year, ratio, negative)


def _disagreements_box(sheet: Factsheet) -> b.Blocks:
    corridors = latest_disagreements(sheet.edition_disagreements)
    totals = [("All destinations", sheet.emigration[-1]), *_named_groups(sheet)] if sheet.emigration else []
    sentences = [
        *(_disagreement_on_total(place, part) for place, part in totals if part.is_revised),
        *(_disagreement_on_corridor(row) for row in corridors[:DISAGREEMENTS_LISTED]),
    ]
    if not sentences:
        return ()
    omitted = len(corridors) - DISAGREEMENTS_LISTED
    listed = [b.Item(b.words(sentence)) for sentence in sentences]
    body = (
        b.Items(listed, f"Migrants from {sheet.country.name_in_sentence}"),
        *b.paragraphs(
            wording.more_disagreements(omitted) if omitted > 0 else None, wording.EDITIONS_ARE_NOT_ONE_SERIES
        ),
        *b.paragraphs(wording.DIFFERENCES_LISTED, kind="source"),
    )
    return [b.Box(body, "Editions disagree", "editions-disagree", is_warning=True)]


def _disagreement_on_total(place: str, part: Emigrants) -> str:
    before, after = (part.edition_before, part.emigrants_before), (part.edition, part.emigrants_after)
    return wording.disagreement(place, part.compared_year, before, after)


def _disagreement_on_corridor(row: EditionDisagreement) -> str:
    before, after = (row.edition_before, row.migrants_before), (row.edition_after, row.migrants_after)
    return wording.disagreement(row.destination_name, row.year, before, after)


def _unions_over_time(sheet: Factsheet) -> list[b.Table]:
    """Return emigrants in the EU and the EEA by year, beside what the former edition said of the EU."""
    eu, eea = (
        {row.year: row for row in sheet.emigration_to_eu_and_eea if row.group_code == code}
        for code in GROUPS_OVER_TIME
    )
    if not eu:
        return []
    before = {row.compared_year: row.emigrants_before for row in eu.values() if row.year == row.compared_year}
    edition = next((row.edition_before for row in eu.values() if row.edition_before), None)
    columns = ("Year", "EU", "EEA", *([f"EU in edition {edition}"] if edition else []))
    rows = [
        (
            f"{year}",
            _counted(row),
            _counted(eea[year]) if year in eea else wording.NO_FIGURE,
            *([count(before.get(year))] if edition else []),
        )
        for year, row in eu.items()
    ]
    source = wording.stock_source(sheet.country.stock_edition)
    return [b.Table("Emigrants in the EU and the EEA", source, columns, rows, note=wording.FIXED_MEMBERS)]


def _named_groups(sheet: Factsheet) -> list[tuple[str, GroupOfDestinations]]:
    return [(group.group_name, group) for group in sheet.emigration_by_group]


def _unions(sheet: Factsheet) -> list[GroupOfDestinations]:
    """Return the two meanings of “in the EU” in the latest year, where anybody is counted there."""
    return [group for group in map(sheet.group, ("EU27_2020", "EEA")) if group and group.emigrants]


def _has_stock(sheet: Factsheet) -> bool:
    """Return whether all countries' emigrants are known, so that one without any is missing at the source."""
    return any(source.source_code == "undesa" and not source.is_sample for source in sheet.sources)


def _counted(part: Emigrants) -> str:
    """Return the number of emigrants. Where an edition names none, it may only not know them."""
    return count(part.emigrants or None)


def _share_of_all(sheet: Factsheet, part: GroupOfDestinations | Destination) -> str:
    return wording.share(part.pct_of_emigrants or None, sheet.emigration[-1].emigrants)


def sexes_in_words(part: Stock, people: int) -> str:
    """Return the shares of men and women among people, if they are known."""
    if part.male_pct is None:
        return ""
    if people < wording.FEWEST_FOR_PERCENTAGES:
        return "too few to divide into men and women"
    return f"{percent(part.male_pct)} men, {percent(part.female_pct)} women"


def shares_of_sexes(part: Stock, people: int) -> tuple[str, str]:
    """Return the shares of men and women among people, for a table."""
    return wording.share(part.male_pct, people), wording.share(part.female_pct, people)


def on_few(*people: int) -> str:
    """Return what “too few” in a table means, if it stands there."""
    return wording.ON_TOO_FEW if any(0 < n < wording.FEWEST_FOR_PERCENTAGES for n in people) else ""
