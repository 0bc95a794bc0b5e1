"""Builds the first screen of a factsheet: the few figures and rights that most readers come for."""

from collections.abc import Iterable

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.mapping import Record
from diaspora_dw.rendering.remittance_sections import dependence_in_words
from diaspora_dw.rendering.wording import count, dollars, join_parts, percent

NOT_COVERED = "not covered"


def glance(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section “At a glance”."""
    figures = [*_emigrants(sheet), *_remittances(sheet), *_rights(sheet)]
    return (
        [b.Figures(figures, kind="glance")] if sheet.emigration or sheet.remittances or sheet.mapping else ()
    )


def _emigrants(sheet: Factsheet) -> Iterable[b.Figure]:
    if not sheet.emigration:
        return
    latest = sheet.emigration[-1]
    year, source = f"{latest.year}", wording.short_source("UN DESA", latest.edition)
    note = latest.coverage_note or ""
    yield b.Figure(
        "Emigrants", count(latest.emigrants), year, source, places_in_words(sheet, "emigrants"), note
    )
    if latest.emigrants_pct_of_population is not None:
        yield b.Figure(
            "Emigrants per 100 residents",
            f"{latest.emigrants_pct_of_population:,.1f}",
            year,
            source,
            places_in_words(sheet, "emigrants_pct_of_population"),
            note,
        )
    if sheet.top_destinations:
        first = sheet.top_destinations[0]
        share = wording.share(first.pct_of_emigrants, latest.emigrants)
        people = f"{count(first.migrants)} people, {share} of all emigrants"
        doubts = note or first.coverage_note or ""
        yield b.Figure("First destination", first.destination_name, f"{first.year}", source, people, doubts)


def _remittances(sheet: Factsheet) -> Iterable[b.Figure]:
    country = sheet.country
    source = wording.short_source("World Bank", country.indicator_edition)
    year = country.remittances_received_year
    if year is not None:
        amount = dollars(country.remittances_received_usd)
        age = wording.age_of_remittances(country)
        detail = places_in_words(sheet, "remittances_received_usd")
        if year != country.remittances_received_pct_of_gdp_year:
            detail = wording.join_parts("; ", detail, wording.missing_gdp(year, country))
        note = wording.join_parts(" ", age, sheet.note_on_remittances(year))
        yield b.Figure("Remittances received", amount, f"{year}", source, detail, note)
    share_year = country.remittances_received_pct_of_gdp_year
    if share_year is not None:
        old = wording.none_since(share_year) if wording.is_old(share_year, country) else ""
        share, places = percent(country.remittances_received_pct_of_gdp), dependence_in_words(sheet)
        note = wording.join_parts(" ", old, sheet.note_on_remittances(share_year))
        yield b.Figure("Remittances as a share of GDP", share, f"{share_year}", source, places, note)


def _rights(sheet: Factsheet) -> Iterable[b.Figure]:
    rights = sheet.mapping.records("political_rights") if sheet.mapping else []
    edition = sheet.mapping.edition if sheet.mapping else None
    publisher = edition["publisher"] if edition else None
    for kind, label in (("dual_citizenship", "Dual citizenship"), ("vote_from_abroad", "Vote from abroad")):
        right = next((right for right in rights if right["right_kind"] == kind), None)
        yield (
            _right(label, right, publisher) if right else b.Figure(label, NOT_COVERED, "", "", is_known=False)
        )


def _right(label: str, right: Record, publisher: str | None) -> b.Figure:
    status = f"{wording.STATUS_SYMBOLS.get(right['status'], '?')} {right['status_label']}"
    partners = f"with {right['partners']}" if right["partners"] else ""
    source = wording.SHORT_SOURCES_OF_RIGHTS.get(right["source"], publisher or "")
    as_of = wording.printed_date(right["as_of_text"])
    detail = join_parts("; ", partners, wording.in_one_line(right["channels"] or ""))
    return b.Figure(label, status, as_of, source, detail, wording.LATER_REFORMS.get(right["source"], ""))


def places_in_words(sheet: Factsheet, measure: str) -> str:
    """Return the country's places in the world and in its subregion by a measure."""
    return wording.places(
        (place.rank, place.ranked_countries, place.group_name)
        for place in sheet.places
        if place.measure == measure
    )
