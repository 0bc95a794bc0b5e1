"""A factsheet for a terminal: the same sections, figures and footnotes as the page, as lines of text."""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from diaspora_dw.rendering import headline, wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.headline import KeyFigure
from diaspora_dw.rendering.mapping import Assessment, CitedEntry, Mapping, Policy
from diaspora_dw.rendering.sections import (
    Section,
    contents,
    disagreements_told,
    further_reading,
    institutions_by_level,
    policies_elsewhere,
    said_to_be_missing,
)

WIDTH = 96
DESTINATIONS_SHOWN = 5
Lines = Iterator[str]


def as_text(sheet: Factsheet) -> str:
    """The factsheet as lines of text, each figure with its year and its source."""
    return "\n".join(_sheet(sheet)).replace(wording.NO_BREAK, " ")


def figures_as_text(sheet: Factsheet) -> str:
    """The key figures alone, for a look at what has been loaded."""
    return "\n".join(_key_figures(sheet)).replace(wording.NO_BREAK, " ")


def _key_figures(sheet: Factsheet) -> Lines:
    yield from _title(sheet)
    for figure in (*headline.remittance_figures(sheet), *headline.emigration_figures(sheet)):
        yield f"  {figure.label:<36} {figure.value} {figure.unit}".rstrip() + f" ({figure.year})"
    for place in sheet.top_destinations[:DESTINATIONS_SHOWN]:
        yield _counted(f"{place.rank}  {place.destination_name}", place.emigrants, place.pct_of_emigrants)
    yield f"All of it: diaspora-dw factsheet {sheet.country.iso3_code}"


def _title(sheet: Factsheet) -> Lines:
    title = f"{sheet.country.country_name} ({sheet.country.iso3_code})"
    yield from ("", title, "=" * len(title))
    if sheet.is_sample:
        yield from _wrapped(f"SAMPLE. {wording.SAMPLE}")


def _sheet(sheet: Factsheet) -> Lines:
    yield from _title(sheet)
    if missing := said_to_be_missing(sheet):
        yield from _wrapped(f"Nothing loaded on {missing}.")
    for section in contents(sheet):
        yield from ("", section.title.upper())
        if section.parts:
            for part in section.parts:
                yield from ("", part.title, "-" * len(part.title))
                yield from _written(part, sheet)
        else:
            yield from _written(section, sheet)


def _written(section: Section, sheet: Factsheet) -> Lines:
    if section.anchor in OF_FIGURES:
        return OF_FIGURES[section.anchor](sheet)
    if sheet.mapping is None:
        raise LookupError(f"the section {section.anchor} needs a mapping")
    return OF_MAPPING[section.anchor](sheet.mapping)


def _remittances(sheet: Factsheet) -> Lines:
    yield from _figures(headline.remittance_figures(sheet))
    yield from _wrapped(wording.UNIT_OF_REMITTANCES)


def _emigration(sheet: Factsheet) -> Lines:
    yield from _figures(headline.emigration_figures(sheet))
    for note in (wording.DEFINITION_OF_EMIGRANTS, wording.DENOMINATOR, wording.EU_OR_EEA):
        yield from _wrapped(note)


def _destinations(sheet: Factsheet) -> Lines:
    yield f"{sheet.top_destinations[0].year}; {wording.stock_source(sheet.country.stock_edition)}"
    for place in sheet.top_destinations[:DESTINATIONS_SHOWN]:
        yield _counted(f"{place.rank}  {place.destination_name}", place.emigrants, place.pct_of_emigrants)
    for group in sheet.emigration_by_group:
        yield _counted(f"   {group.group_name}", group.emigrants, group.pct_of_emigrants)
    disagreements, more = disagreements_told(sheet)
    if disagreements:
        yield from ("", "! Editions disagree")
        for row in disagreements:
            yield from _wrapped(f"- {wording.disagreement(row, sheet.country.country_name)}")
        if more:
            yield from _wrapped(wording.more_disagreements(more))
        yield from _wrapped(wording.EDITIONS_ARE_NOT_ONE_SERIES)


def _counted(name: str, emigrants: int, share: float | None) -> str:
    return f"  {name:<58} {emigrants:>10,}  {wording.percent(share):>8}"


def _country(sheet: Factsheet) -> Lines:
    return _figures(headline.context_figures(sheet))


def _sources(sheet: Factsheet) -> Lines:
    for source in sheet.sources:
        compared = "" if source.is_current else ", read for comparison"
        yield from _wrapped(
            f"- {source.source_code} {source.edition}{compared}: {source.citation} ({source.licence})"
        )


def _terminology(mapping: Mapping) -> Lines:
    for term in mapping.terminology:
        word = f"{term.term} [{term.original}]" if term.original else term.term
        yield from _entry(
            term,
            f"{word}: {term.definition}"
            if term.definition
            else f"{word} ({(term.kind_label or term.kind).lower()})",
        )
        yield from _facts(
            ("Refers to", term.refers_to),
            ("In", term.law),
            ("Since", wording.printed_date(term.since)),
            ("Note", term.note),
        )


def _political_rights(mapping: Mapping) -> Lines:
    for right in mapping.political_rights:
        yield from _entry(right, f"{right.right_name}: {(right.status_label or right.status).lower()}")
        yield from _facts(
            ("", right.conditions),
            ("Voting from abroad", right.channels),
            ("", right.arrangements),
            ("With", right.partners),
            ("Since", wording.printed_date(right.since)),
            ("Based on", right.policies),
            ("Note", right.note),
        )


def _data_disclaimer(mapping: Mapping) -> Lines:
    return _wrapped(mapping.edition.data_disclaimer or "")


def _policies(mapping: Mapping) -> Lines:
    for milestone in mapping.policy_milestones:
        marks = _marks(milestone)
        yield from ("", f"{wording.printed_date(milestone.date_text)}{marks}")
        for policy in mapping.policies:
            if policy.policy_key in milestone.policy_keys:
                yield from _policy(policy)
        yield from _facts(("Note", milestone.note))
    if elsewhere := policies_elsewhere(mapping):
        yield from ("", "Also named")
        yield from chain.from_iterable(map(_policy, elsewhere))
    yield from _readings(mapping, "policies")


def _policy(policy: Policy) -> Lines:
    yield from _entry(
        policy, f"{policy.title} ({policy.short_title})" if policy.short_title else policy.title
    )
    yield from _facts(
        ("", wording.policy_line(policy)),
        ("", policy.description),
        ("Role of the diaspora", policy.diaspora_role),
        *(("Aim", objective) for objective in policy.objectives),
        *(
            (f"Action {action.section}" if action.section else "Action", wording.action_line(action, policy))
            for action in policy.actions
        ),
        ("Part of", policy.parent),
        ("Relation", policy.related),
        ("With", policy.partners),
        ("In charge", policy.institutions),
        ("Supported by", policy.supported_by),
        ("State", policy.status_note),
        ("Note", policy.note),
    )


def _trends(mapping: Mapping) -> Lines:
    yield from _findings(mapping, "trend")
    if any(finding.kind == "priority" for finding in mapping.assessments):
        yield from ("", "Priorities")
        yield from _findings(mapping, "priority")


def _findings(mapping: Mapping, kind: str) -> Lines:
    def said(finding: Assessment) -> str:
        return f"{finding.heading}: {finding.text}" if finding.heading else finding.text

    for finding in mapping.assessments:
        if finding.kind == kind and finding.parent_key is None:
            yield from _entry(finding, said(finding))
            yield from _facts(*_named_in(finding))
            for example in mapping.assessments:
                if example.parent_key == finding.assessment_key:
                    yield from _entry(example, said(example), indent="    ")
                    yield from _facts(*_named_in(example), indent="      ")


def _named_in(finding: Assessment) -> Iterable[tuple[str, str | None]]:
    return (
        ("Countries", finding.countries),
        ("Institutions", finding.institutions),
        ("Policies", finding.policies),
        ("Note", finding.note),
    )


def _practices(mapping: Mapping) -> Lines:
    for practice in mapping.practices:
        year = f" ({wording.printed_date(practice.year_text)})" if practice.year_text else ""
        yield from _entry(practice, f"{practice.title}{year}")
        yield from _facts(
            ("", practice.description),
            ("Themes", practice.themes),
            ("SDG", practice.sdgs),
            ("Place", wording.place_line(practice)),
            ("Led by", practice.led_by),
            ("Institutions", practice.institutions),
            ("Address", practice.url),
            ("Note", practice.note),
        )
    yield from _readings(mapping, "practices")


def _institutions(mapping: Mapping) -> Lines:
    for level, institutions in institutions_by_level(mapping).items():
        yield from ("", level)
        for institution in institutions:
            since = wording.printed_date(institution.established)
            status = (institution.status_label or institution.status).lower()
            known = ", ".join(part for part in (institution.acronym, since, status) if part)
            yield from _entry(institution, f"{institution.name} ({known})")
            yield from _facts(
                ("", institution.mandate),
                ("", institution.work),
                ("Offices", wording.offices_line(institution)),
                ("Part of", institution.parent),
                ("Printed under", institution.level_printed),
                ("Status", institution.status_note),
                ("Note", institution.note),
            )
    yield from _readings(mapping, "institutions")


def _organisations(mapping: Mapping) -> Lines:
    for organisation in mapping.diaspora_organisations:
        based = [
            organisation.acronym,
            wording.printed_date(organisation.founded),
            organisation.destination_name,
        ]
        yield from _entry(organisation, f"{organisation.name} ({', '.join(part for part in based if part)})")
        yield from _facts(
            ("", organisation.description),
            ("Name", organisation.name_meaning),
            ("Listed as", organisation.listed_as),
            ("Activities", organisation.activities),
            ("Also active in", organisation.also_active_in),
            ("Sister organisations", organisation.sister_organisations),
            ("Address", organisation.url),
            ("Note", organisation.note),
        )
    yield from _readings(mapping, "diaspora_organisations")


def _footnotes(mapping: Mapping) -> Lines:
    for citation in mapping.citations:
        said = [wording.citation_line(citation), citation.summary or "", *citation.urls]
        yield from _wrapped(f"[{citation.footnote}] {' '.join(part for part in said if part)}")


def _about(mapping: Mapping) -> Lines:
    edition = mapping.edition
    yield from _facts(
        ("Source", edition.source),
        ("Title", edition.title),
        ("Edition", edition.edition),
        ("Written by", edition.authors),
        ("Edited by", edition.editors),
        ("First issued", wording.printed_date(edition.first_issued)),
        ("Updated", wording.printed_date(edition.updated)),
        ("Published by", edition.publisher),
        ("Implemented by", edition.implementer),
        ("Funded by", edition.funder),
        ("Figures printed from", edition.data_sources),
        ("Address", edition.url),
    )
    for correction in mapping.corrections:
        state = "corrected here" if correction.is_applied else "as printed here"
        yield from _wrapped(
            f"- Misprint: {correction.printed} → {correction.correct} ({state}). {correction.reason}"
        )


OF_FIGURES: dict[str, Callable[[Factsheet], Lines]] = {
    "remittances": _remittances,
    "emigration": _emigration,
    "top-destinations": _destinations,
    "country": _country,
    "sources": _sources,
}
OF_MAPPING: dict[str, Callable[[Mapping], Lines]] = {
    "terminology": _terminology,
    "political-rights": _political_rights,
    "data-disclaimer": _data_disclaimer,
    "policies": _policies,
    "trends": _trends,
    "achievements": lambda mapping: _findings(mapping, "achievement"),
    "obstacles": lambda mapping: _findings(mapping, "obstacle"),
    "practices": _practices,
    "institutions": _institutions,
    "organisations": _organisations,
    "footnotes": _footnotes,
    "about": _about,
}


def _figures(figures: list[KeyFigure]) -> Lines:
    for figure in figures:
        detail = f" ({figure.detail})" if figure.detail else ""
        unit = f" {figure.unit}" if figure.unit else ""
        yield from _wrapped(f"{figure.label}: {figure.value}{unit}{detail}")
        yield from _wrapped(f"{figure.year}; {figure.source}", "    ", "    ")


def _entry(entry: CitedEntry, text: str, indent: str = "  ") -> Lines:
    return _wrapped(f"- {text}{_marks(entry)}", indent)


def _marks(entry: CitedEntry) -> str:
    return "".join(f" [{number}]" for number in entry.footnotes)


def _facts(*facts: tuple[str, str | None], indent: str = "    ") -> Lines:
    for label, text in facts:
        if text:
            yield from _wrapped(f"{label}: {text}" if label else text, indent, indent)


def _readings(mapping: Mapping, about: str) -> Lines:
    for reading in further_reading(mapping, about):
        said = [reading.title, reading.description, reading.url]
        yield from _wrapped(f"Further reading: {'. '.join(part for part in said if part)}")


def _wrapped(text: str, indent: str = "  ", hanging: str | None = None) -> Lines:
    """Lines no wider than a terminal; an address stays whole, to be copied."""
    return iter(
        textwrap.wrap(
            text,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}  " if hanging is None else hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
