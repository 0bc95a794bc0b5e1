"""Builds the sections of a factsheet on emigrants and their destinations, the economy, and sources."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import findings, pictures, wording
from diaspora_dw.rendering.factsheet import GROUPS_OVER_TIME, Factsheet
from diaspora_dw.rendering.figures import (
    Country,
    Destination,
    EditionDisagreement,
    Emigrants,
    GroupOfDestinations,
    Neighbour,
    Stock,
)
from diaspora_dw.rendering.pictures import Bar
from diaspora_dw.rendering.wording import count, first_capital, percent

DESTINATIONS_DRAWN = 6
FEWEST_COMPARED = 3
"""The smallest number of countries of a subregion that are worth a chart."""
NEIGHBOURS_DRAWN = 9
"""Of a large subregion, the countries next in rank."""
DISAGREEMENTS_LISTED = 6


def emigration(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on emigrants."""
    if not sheet.emigration:
        return b.paragraphs(wording.no_stock(sheet.country.name_in_sentence) if _has_stock(sheet) else None)
    latest, source = sheet.emigration[-1], wording.stock_source(sheet.country.stock_edition)
    unions = _unions(sheet)
    groups = [("All destinations", latest), *((union.abbreviation, union) for union in unions)]
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
    drawn = [(name, part) for name, part in groups if part.emigrants >= wording.FEWEST_FOR_PERCENTAGES]
    rows = [(row.year, row.emigrants, row.male_emigrants, row.female_emigrants) for row in sheet.emigration]
    both_ends_are_known = is_well_covered(sheet) and not sheet.emigration[0].coverage_note
    of_emigrants = (
        *pictures.people_over_time(rows, "emigrants", years, finds=both_ends_are_known, is_listed=True),
        *pictures.sexes(drawn, _on_sexes(latest, sexes.title), sexes),
    )
    charts = (
        *(replace(chart, note=latest.coverage_note or "") for chart in of_emigrants),
        *_unions_over_time(sheet),
    )
    notes = b.paragraphs(
        latest.coverage_note and f"{latest.coverage_note} {wording.ON_COMPUTED}",
        None if latest.unknown_origin_pct is None else wording.unknown_origins(latest.unknown_origin_pct),
        None if unions or sheet.is_sample else wording.NOBODY_IN_EU,
        kind="note",
    )
    definitions = b.paragraphs(
        wording.DEFINITION_OF_EMIGRANTS,
        wording.denominator(latest.year, latest.population),
        wording.EU_OR_EEA if unions else None,
        kind="definition",
    )
    return [*b.figures(emigration_figures(sheet)), b.Abreast(charts), *notes, *definitions]


def destinations(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the largest destinations, with the box on editions that disagree."""
    if not sheet.top_destinations:
        return ()
    chart = _destinations_chart(sheet)
    groups_without_figure = _groups_without_figure(sheet)
    groups = b.Table(
        f"Emigrants in groups of countries, {sheet.top_destinations[0].year}",
        wording.stock_source(sheet.country.stock_edition),
        ("Group", "Emigrants", "Share", "Men", "Women", "Origin unknown"),
        [
            (
                group.abbreviation,
                _counted(group),
                _share_of_all(sheet, group),
                *shares_of_sexes(group, group.emigrants),
                percent(group.unknown_origin_pct),
            )
            for group in sheet.emigration_by_group
        ],
        note=wording.join_parts(
            " ",
            # The EU and the EEA have been named at their figures.
            *(f"{group.abbreviation}: {group.group_name}." for group in groups_without_figure),
            wording.GROUPS_OVERLAP,
            wording.SHARES_OF_UNKNOWN,
            on_few(*(group.emigrants for group in sheet.emigration_by_group)),
        ),
    )
    pictures = b.Abreast([chart, groups] if sheet.emigration_by_group else [chart])
    concentration = b.paragraphs(wording.concentration(sheet.country))
    return [pictures, *concentration, *_cautions(sheet), *_disagreements_box(sheet)]


def _cautions(sheet: Factsheet) -> b.Blocks:
    """Return the notes on destinations and groups that neither a figure nor the box on editions has."""
    groups = _groups_without_figure(sheet)
    noted: list[tuple[str, Destination | GroupOfDestinations]] = [
        *((row.destination_name, row) for row in sheet.top_destinations),
        *((group.abbreviation, group) for group in groups),
    ]
    compared = {(row.compared_year, row.edition_before, row.edition) for row in sheet.emigration}
    lowered_in_box = {
        *(
            row.destination_name
            for row in _corridors_in_box(sheet)
            if row.difference < 0 and (row.year, row.edition_before, row.edition_after) in compared
        ),
        *(group.abbreviation for group in groups if group.is_revised and group.is_lowered),
    }
    # What the edition before counted is the first sentence of a note.
    own = [
        (name, wording.sentences(part.coverage_note)[int(name in lowered_in_box) :]) for name, part in noted
    ]
    return before_quoting([(name, " ".join(sentences)) for name, sentences in own])


def before_quoting(noted: Sequence[tuple[str, str]]) -> b.Blocks:
    """Return the notes on places as a list."""
    listed = [b.Item(b.words(sentence)) for sentence in wording.cautions(noted)]
    return [b.Items(listed, "Before quoting these figures")] if listed else []


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


def emigration_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return what the first screen leaves out: the change, the balance with immigrants, the EU and the EEA."""
    if not sheet.emigration:
        return
    latest = sheet.emigration[-1]
    year, source = f"{latest.year}", wording.short_source("UN DESA", latest.edition)
    yield from _growth(sheet.country, source)
    yield from _net_position(sheet, source)
    for group in _unions(sheet):
        label, value = f"Emigrants in the {group.name_and_abbreviation}", _share_of_all(sheet, group)
        counted = f"{count(group.emigrants)} emigrants" if group.emigrants else ""
        detail = wording.join_parts("; ", counted, sexes_in_words(group, group.emigrants))
        yield b.Figure(label, value, year, source, detail, group.coverage_note or "")


def neighbours(sheet: Factsheet) -> b.Blocks:
    """Build the comparison with countries of the same subregion; nothing where there are no others."""
    if len(sheet.neighbours) < FEWEST_COMPARED or not sheet.country.subregion_name:
        return ()
    known = [row for row in sheet.neighbours if row.emigrants_pct_of_population is not None]
    codes = [row.iso3_code for row in known]
    if sheet.country.iso3_code not in codes:
        return ()
    own = codes.index(sheet.country.iso3_code)
    start = max(0, min(own - NEIGHBOURS_DRAWN // 2, len(known) - NEIGHBOURS_DRAWN))
    bars: list[Bar] = [
        (
            _marked(row),
            row.emigrants_pct_of_population or 0,
            f"{row.emigrants_pct_of_population:,.1f}",
            "all" if row.iso3_code == sheet.country.iso3_code else "muted",
        )
        for row in known[start : start + NEIGHBOURS_DRAWN]
    ]
    year, subregion = known[0].year, sheet.country.subregion_name
    table = b.Table(
        f"Emigrants per 100 residents, {subregion}, {year}",
        wording.stock_source(known[0].edition),
        ("Country or area", "Emigrants", "Per 100 residents"),
        [(_marked(row), count(row.emigrants), _per_100(row)) for row in sheet.neighbours],
        note=wording.ON_POORLY_COVERED if any(row.coverage_note for row in sheet.neighbours) else "",
    )
    place = next(
        (
            wording.place(place.rank, place.ranked_countries, place.group_name)
            for place in sheet.places
            if place.measure == "emigrants_pct_of_population" and place.group_name == subregion
        ),
        "",
    )
    is_sure = place and not any(row.coverage_note for row in known)
    # The unit beside the title says: per 100 residents.
    title = (
        f"{place} by emigrants relative to population"
        if is_sure
        else f"Emigrants of countries in {subregion}"
    )
    chart = pictures.ranked(title, f"per 100 residents, {year}", table.title, bars, table)
    return [b.Abreast([chart])]


def is_well_covered(sheet: Factsheet) -> bool:
    """Return whether the latest figure of emigrants comes without a note on its coverage."""
    return bool(sheet.emigration) and not sheet.emigration[-1].coverage_note


def _marked(row: Neighbour) -> str:
    return f"{row.country_name}{wording.POORLY_COVERED if row.coverage_note else ''}"


def _per_100(row: Neighbour) -> str:
    share = row.emigrants_pct_of_population
    return wording.NO_FIGURE if share is None else f"{share:,.1f}"


def _on_sexes(latest: Emigrants, otherwise: str) -> str:
    """Return what the shares of men and women find, if both are known and the coverage is good."""
    men, women = latest.male_pct, latest.female_pct
    if men is None or women is None or latest.coverage_note:
        return otherwise
    if abs(men - women) < 1:
        return "About as many men as women among emigrants"
    more, less, share = ("men", "women", men) if men > women else ("women", "men", women)
    return f"More {more} than {less}: {percent(share)} of emigrants are {more}"


def _destinations_chart(sheet: Factsheet) -> b.Chart:
    """Return the largest destinations as bars with their shares, and the others together."""
    table, drawn = destinations_table(sheet), sheet.top_destinations[:DESTINATIONS_DRAWN]
    everyone = sheet.emigration[-1].emigrants if sheet.emigration else 0
    bars: list[Bar] = [
        (row.destination_name, row.migrants, with_share(row.migrants, everyone), "all") for row in drawn
    ]
    others = everyone - sum(row.migrants for row in drawn)
    if others > 0:
        bars.append(("Other countries and areas", others, with_share(others, everyone), "rest"))
    first = drawn[0]
    finds = is_well_covered(sheet) and not first.coverage_note and first.pct_of_emigrants
    title = "Largest destinations"
    if finds and everyone >= wording.FEWEST_FOR_PERCENTAGES:
        name = sheet.names_in_sentence.get(first.destination_iso3_code, first.destination_name)
        title = f"{first_capital(findings.portion(first.pct_of_emigrants or 0, 'emigrants'))} live in {name}"
    note = sheet.emigration[-1].coverage_note if sheet.emigration else None
    chart = pictures.ranked(title, f"emigrants, {first.year}", "emigrants by destination", bars, table)
    return replace(chart, note=note or "")


def with_share(people: int, everyone: int) -> str:
    """Return a number of people, and their share of everyone if that says anything."""
    pct = 100 * people / everyone if everyone >= wording.FEWEST_FOR_PERCENTAGES else None
    return f"{count(people)} · {percent(pct)}" if pct else count(people)


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


def _corridors_in_box(sheet: Factsheet) -> list[EditionDisagreement]:
    return latest_disagreements(sheet.edition_disagreements)[:DISAGREEMENTS_LISTED]


def _disagreements_box(sheet: Factsheet) -> b.Blocks:
    """Return what editions disagree on, but for figures whose own note says it: those that were lowered."""
    latest, figures = sheet.emigration[-1:], [*sheet.emigration[-1:], *_unions(sheet)]
    parts: list[tuple[str, Emigrants]] = [
        *(("All destinations", row) for row in latest),
        *((group.abbreviation, group) for group in sheet.emigration_by_group),
    ]
    sentences = [
        *(
            _disagreement_on_total(place, part)
            for place, part in parts
            if part.is_revised and not (part in figures and part.is_lowered)
        ),
        *(_disagreement_on_corridor(row) for row in _corridors_in_box(sheet)),
    ]
    if not sentences:
        return ()
    omitted = len(latest_disagreements(sheet.edition_disagreements)) - DISAGREEMENTS_LISTED
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
    title = "Emigrants in the EU and the EEA"
    return [b.Table(title, source, columns, rows, note=wording.FIXED_MEMBERS, is_folded=True)]


def _groups_without_figure(sheet: Factsheet) -> list[GroupOfDestinations]:
    """Return the groups that only the table of groups names."""
    unions = _unions(sheet)
    return [group for group in sheet.emigration_by_group if group not in unions]


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
