"""Which sections a factsheet has, in the order of the printed ones: what there is nothing to say in is left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import EditionDisagreement
from diaspora_dw.rendering.mapping import FurtherReading, Institution, Mapping, Policy

DISAGREEMENTS_TOLD = 6
MISSING_IN_WORDS = {
    "remittances": "remittances",
    "emigration": "emigrants",
    "top_destinations": "countries of destination",
    "terminology": "terminology",
    "political_rights": "political rights",
    "policies": "the policy and legislative framework",
    "assessments": "trends, achievements and obstacles",
    "practices": "effective practices",
    "institutions": "institutions",
    "diaspora_organisations": "diaspora organisations",
}


@dataclass(frozen=True)
class Section:
    """A section by its anchor, which also names its template, with its title and its parts."""

    anchor: str
    title: str
    parts: tuple["Section", ...] = ()


def contents(sheet: Factsheet) -> list[Section]:
    """The sections of a factsheet that have something to say."""
    mapping = sheet.mapping
    found = {assessment.kind for assessment in mapping.assessments} if mapping else set()
    sections = (
        Section("facts-and-figures", "Facts and figures", tuple(_facts(sheet))),
        Section("policies", "Policy and legislative framework"),
        Section("trends", "Trends"),
        Section("achievements", "Achievements"),
        Section("obstacles", "Obstacles"),
        Section("practices", "Spotlight: effective practices"),
        Section("actors", "Annex: list of actors", tuple(_actors(mapping))),
        Section("footnotes", "Footnotes"),
        Section("sources", "Sources and licences"),
        Section("about", "About the mapping"),
    )
    shown = {
        "policies": mapping and mapping.policies,
        "trends": found & {"trend", "priority"},
        "achievements": "achievement" in found,
        "obstacles": "obstacle" in found,
        "practices": mapping and mapping.practices,
        "footnotes": mapping and mapping.citations,
        "sources": sheet.sources,
        "about": mapping,
    }
    return [section for section in sections if section.parts or shown.get(section.anchor)]


def said_to_be_missing(sheet: Factsheet) -> str:
    """What the factsheet has nothing on, as the end of a sentence; empty where nothing is missing."""
    return _listed(MISSING_IN_WORDS[name] for name in sheet.missing)


def policies_elsewhere(mapping: Mapping) -> list[Policy]:
    """Policies that stand at no point of the timeline."""
    on_timeline = {key for milestone in mapping.policy_milestones for key in milestone.policy_keys}
    return [policy for policy in mapping.policies if policy.policy_key not in on_timeline]


def institutions_by_level(mapping: Mapping) -> dict[str, list[Institution]]:
    """Institutions by scope and level in words, in the printed order."""
    levels: dict[str, list[Institution]] = {}
    for institution in mapping.institutions:
        scope = institution.scope_label or institution.scope
        level = (institution.level_label or institution.level).lower()
        levels.setdefault(f"{scope}, {level}", []).append(institution)
    return levels


def further_reading(mapping: Mapping, about: str) -> list[FurtherReading]:
    """What the mapping points readers of a section to."""
    return [reading for reading in mapping.further_reading if reading.about == about]


def latest_disagreements(disagreements: list[EditionDisagreement]) -> list[EditionDisagreement]:
    """Of each destination and pair of editions the latest year, in the order of the largest differences."""
    latest: dict[tuple[str, str, str], EditionDisagreement] = {}
    for row in disagreements:
        pair = (row.destination_iso3_code, row.edition_before, row.edition_after)
        if pair not in latest or latest[pair].year < row.year:
            latest[pair] = row
    return sorted(latest.values(), key=lambda row: -abs(row.difference))


def disagreements_told(sheet: Factsheet) -> tuple[list[EditionDisagreement], int]:
    """The disagreements that a box has room for, the largest first, and how many there are besides."""
    found = latest_disagreements(sheet.edition_disagreements)
    return found[:DISAGREEMENTS_TOLD], max(0, len(found) - DISAGREEMENTS_TOLD)


def _facts(sheet: Factsheet) -> Iterable[Section]:
    mapping = sheet.mapping
    if mapping and mapping.terminology:
        yield Section("terminology", "Terminology")
    if mapping and mapping.political_rights:
        yield Section("political-rights", "Political rights")
    if sheet.remittances:
        yield Section("remittances", "Remittances")
    if mapping and mapping.edition.data_disclaimer:
        yield Section("data-disclaimer", "Data disclaimer")
    if sheet.emigration:
        yield Section("emigration", "Emigration")
    if sheet.top_destinations:
        yield Section("top-destinations", "Top countries of destination")
    if sheet.country.indicator_edition:
        yield Section("country", "The country in figures")


def _actors(mapping: Mapping | None) -> Iterable[Section]:
    if mapping and mapping.institutions:
        yield Section("institutions", "Diaspora-related institutions")
    if mapping and mapping.diaspora_organisations:
        yield Section("organisations", "Diaspora organisations abroad")


def _listed(words: Iterable[str]) -> str:
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
