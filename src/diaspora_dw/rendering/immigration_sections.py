"""Builds the sections of a factsheet that look at the country as a destination: its immigrants and their origins."""

from collections.abc import Iterable
from dataclasses import replace

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import pictures, wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figure_sections import (
    before_quoting,
    on_few,
    sexes_in_words,
    shares_of_sexes,
    with_share,
)
from diaspora_dw.rendering.findings import portion
from diaspora_dw.rendering.pictures import Bar
from diaspora_dw.rendering.wording import count, first_capital, percent, share

ORIGINS_DRAWN = 5


def immigration(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on immigrants."""
    known = [row for row in sheet.immigration if row.immigrants is not None]
    if not known:
        has_every_country = any(
            source.source_code == "undesa_destination" and not source.is_sample for source in sheet.sources
        )
        return b.paragraphs(
            wording.no_immigrants(sheet.country.name_in_sentence) if has_every_country else None
        )
    latest = known[-1]
    years = b.Table(
        "Immigrants over the years",
        wording.stock_source(latest.edition),
        ("Year", "All", "Men", "Women", "Share of women", "Population", "Share of population"),
        [
            (
                f"{row.year}",
                *map(count, (row.immigrants, row.male_immigrants, row.female_immigrants)),
                share(row.female_pct, row.immigrants or 0),
                count(row.population),
                percent(row.immigrants_pct_of_population),
            )
            for row in known
        ],
        note=on_few(*(row.immigrants or 0 for row in known)),
    )
    carried_on = wording.CARRIED_ON.format(latest.edition) if latest.reassessed is False else None
    notes = [
        *b.paragraphs(carried_on, kind="note"),
        *b.paragraphs(
            wording.DEFINITION_OF_IMMIGRANTS,
            None if sheet.emigration else wording.denominator(latest.year, latest.population),
            kind="definition",
        ),
    ]
    people = [(row.year, row.immigrants, row.male_immigrants, row.female_immigrants) for row in known]
    finds = not (latest.coverage_note or known[0].coverage_note)
    charts = [
        replace(chart, note=latest.coverage_note or "")
        for chart in pictures.people_over_time(people, "immigrants", years, finds=finds, is_listed=True)
    ]
    return [*b.figures(immigration_figures(sheet)), b.Abreast(charts or [years]), *notes]


def origins(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the largest origins, in all and in groups of countries."""
    if not sheet.top_origins:
        return ()
    year, source = sheet.top_origins[0].year, wording.stock_source(sheet.top_origins[0].edition)
    largest = b.Table(
        f"Top countries of origin, {year}",
        source,
        ("Origin", "Immigrants", "Share", "Men", "Women"),
        [
            (
                row.origin_name,
                count(row.migrants),
                percent(row.pct_of_immigrants),
                *shares_of_sexes(row, row.migrants),
            )
            for row in sheet.top_origins
        ],
        note=on_few(*(row.migrants for row in sheet.top_origins)),
    )
    groups = b.Table(
        f"Immigrants from groups of countries, {year}",
        source,
        ("Group", "Immigrants", "Share", "Women"),
        [
            (
                row.group_name,
                count(row.immigrants or None),
                percent(row.pct_of_immigrants or None),
                share(row.female_pct, row.immigrants),
            )
            for row in sheet.immigration_by_group
        ],
        note=wording.GROUPS_OVERLAP,
    )
    chart = _origins_chart(sheet, largest)
    noted = [(row.origin_name, row.coverage_note or "") for row in sheet.top_origins]
    return [b.Abreast([chart, groups] if sheet.immigration_by_group else [chart]), *before_quoting(noted)]


def _origins_chart(sheet: Factsheet, table: b.Table) -> b.Chart:
    """Return the largest origins as bars with their shares, then the others together, and those unknown."""
    first, drawn = sheet.top_origins[0], sheet.top_origins[:ORIGINS_DRAWN]
    latest = next((row for row in sheet.immigration if row.year == first.year), None)
    everyone, unknown = (latest.immigrants or 0, latest.unknown_origin or 0) if latest else (0, 0)
    rest = everyone - unknown - sum(row.migrants for row in drawn)
    rows: list[tuple[str, int, b.Tone]] = [
        *((row.origin_name, row.migrants, "all") for row in drawn),
        ("Other countries and areas", rest, "rest"),
        ("Origin unknown", unknown, "unknown"),
    ]
    bars: list[Bar] = [
        (name, people, with_share(people, everyone), tone) for name, people, tone in rows if people > 0
    ]
    title = "Largest origins"
    is_known = not (first.coverage_note or (latest and latest.coverage_note)) and first.pct_of_immigrants
    if is_known and everyone >= wording.FEWEST_FOR_PERCENTAGES:
        name = sheet.names_in_sentence.get(first.origin_iso3_code, first.origin_name)
        title = f"{first_capital(portion(first.pct_of_immigrants or 0, 'immigrants'))} are from {name}"
    chart = pictures.ranked(title, f"immigrants, {first.year}", "immigrants by origin", bars, table)
    return replace(chart, note=(latest and latest.coverage_note) or "")


def immigration_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return immigrants of the latest year: all, and as a share of the population."""
    known = [row for row in sheet.immigration if row.immigrants is not None]
    if not known:
        return
    latest = known[-1]
    people, year, source = (
        latest.immigrants or 0,
        f"{latest.year}",
        wording.short_source("UN DESA", latest.edition),
    )
    note = latest.coverage_note or ""
    yield b.Figure("Immigrants", count(people), year, source, sexes_in_words(latest, people), note)
    if latest.immigrants_pct_of_population is not None:
        yield b.Figure(
            "Immigrants in total population",
            percent(latest.immigrants_pct_of_population),
            year,
            source,
            f"{count(people)} immigrants among {count(latest.population)} people in the country",
        )
