"""The sections of a factsheet: what most readers come for, then figures, the mapping, and sources."""

from dataclasses import replace

from diaspora_dw.rendering import figure_sections as figures
from diaspora_dw.rendering import immigration_sections as immigration
from diaspora_dw.rendering import mapping_sections as of_mapping
from diaspora_dw.rendering import remittance_sections as remittances
from diaspora_dw.rendering.blocks import Blocks, Section
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.glance import glance
from diaspora_dw.rendering.mapping import Mapping

NO_MAPPING = Mapping(edition=None)


def all_sections(sheet: Factsheet) -> tuple[Section, ...]:
    """Return all sections of a factsheet, those with nothing to say empty."""
    mapping = sheet.mapping or NO_MAPPING
    return (
        Section("At a glance", "glance", glance(sheet)),
        Section(
            "Facts and figures",
            "facts-and-figures",
            (
                Section("Emigration", "emigration", figures.emigration(sheet), expected=True),
                Section(
                    "Top countries of destination",
                    "top-destinations",
                    figures.destinations(sheet),
                    expected=True,
                ),
                Section("Compared with the neighbours", "neighbours", figures.neighbours(sheet)),
                Section("Remittances", "remittances", remittances.remittances(sheet), expected=True),
                Section("Where remittances come from", "remittance-senders", remittances.senders(sheet)),
                Section("Where remittances go", "remittance-receivers", remittances.receivers(sheet)),
                Section("Immigration", "immigration", immigration.immigration(sheet), expected=True),
                Section("Top countries of origin", "top-origins", immigration.origins(sheet), expected=True),
                Section("The country in figures", "country", figures.economy(sheet)),
            ),
        ),
        of_mapping.political_rights(mapping),
        of_mapping.terminology(mapping),
        of_mapping.data_disclaimer(mapping),
        of_mapping.policies(mapping),
        of_mapping.assessments(mapping, "Trends", "trend", "priority"),
        of_mapping.assessments(mapping, "Achievements", "achievement"),
        of_mapping.assessments(mapping, "Obstacles", "obstacle"),
        of_mapping.practices(mapping),
        *of_mapping.others(mapping),
        Section(
            "Annex: list of actors",
            "actors",
            (of_mapping.institutions(mapping), of_mapping.organisations(mapping)),
        ),
        of_mapping.footnotes(mapping),
        Section("Sources and licences", "sources", figures.sources(sheet)),
        of_mapping.about(mapping),
    )


def sections(sheet: Factsheet) -> tuple[tuple[Section, ...], list[str]]:
    """Return the sections that have something to say, and the titles of those that a full factsheet has beside them."""
    found = all_sections(sheet)
    parts = (part for section in found for part in (section, *subsections(section.body)))
    missing = [part.title for part in parts if part.expected and not part.body]
    return subsections(_filled(found)), missing


def subsections(blocks: Blocks) -> tuple[Section, ...]:
    """Return the sections among blocks."""
    return tuple(block for block in blocks if isinstance(block, Section))


def _filled(blocks: Blocks) -> Blocks:
    filled = (
        replace(block, body=_filled(block.body)) if isinstance(block, Section) else block for block in blocks
    )
    return tuple(block for block in filled if not isinstance(block, Section) or block.body)
