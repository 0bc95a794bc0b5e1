"""From a country's content to the rows of the star: sections become tables, lists of keys become bridges.

Frames hold every column of their table but `release_id`. A position is the place in the printed order, from 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.model import (
    Assessment,
    CitedEntry,
    CountryContent,
    DiasporaOrganisation,
    Institution,
    Policy,
    PolicyMilestone,
    PoliticalRight,
    Practice,
    Term,
)
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.schema import metadata
from diaspora_dw.schema.content import RELEASE_KEY
from etl.reference import country_ids

WHOLE_POLICY = ""
"""The action of a mandate that is for a policy as a whole."""

Row = dict[str, Any]


def content_tables(content: CountryContent) -> dict[str, pd.DataFrame]:
    """Every content table with a country's rows, each table after those that it points to."""
    rows = _Rows(country_ids(), content.country)
    _add_edition(rows, content)
    _add_citations(rows, content)
    for position, institution in enumerate(content.institutions, 1):
        _add_institution(rows, institution, position)
    _add_policies(rows, content.policies)
    for position, milestone in enumerate(content.policy_milestones, 1):
        _add_milestone(rows, milestone, position)
    for position, term in enumerate(content.terminology, 1):
        _add_term(rows, term, position)
    for position, right in enumerate(content.political_rights, 1):
        _add_right(rows, right, position)
    for position, assessment in enumerate(content.assessments, 1):
        _add_assessment(rows, assessment, position)
    for position, practice in enumerate(content.practices, 1):
        _add_practice(rows, practice, position)
    for position, organisation in enumerate(content.diaspora_organisations, 1):
        _add_organisation(rows, organisation, position)
    return rows.frames()


def vocabulary_tables(vocabularies: Vocabularies) -> dict[str, pd.DataFrame]:
    """The dimensions of controlled vocabularies, by table."""
    vocabulary, rights, themes, goals = [], [], [], []
    for name in type(vocabularies).model_fields:
        for position, (code, term) in enumerate(vocabularies.terms(name).items(), 1):
            row = {"definition": term.definition, "position": position}
            match name:
                case "right_kinds":
                    rights.append(row | {"right_kind": code, "right_name": term.label})
                case "practice_themes":
                    themes.append(row | {"theme_code": code, "theme_name": term.label})
                case _:
                    vocabulary.append(row | {"vocabulary": name, "code": code, "label": term.label})
    for code, theme in vocabularies.practice_themes.terms.items():
        goals += [{"theme_code": code, "sdg_number": number} for number in dict.fromkeys(theme.sdgs)]
    return {
        "dw.dim_vocabulary": pd.DataFrame(vocabulary),
        "dw.dim_right": pd.DataFrame(rights),
        "dw.dim_theme": pd.DataFrame(themes),
        "dw.bridge_theme_sdg": pd.DataFrame(goals),
    }


@dataclass
class _Rows:
    """The rows of all tables, as they are collected."""

    country_ids: Mapping[str, int]
    country: str
    tables: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **row: Any) -> None:
        """Add a row about the country."""
        self.tables[table].append({"country_id": self.country_ids[self.country], **row})

    def link(self, table: str, column: str, values: Iterable[Any], **row: Any) -> None:
        """Add a row for each value, in order; what is listed twice is one link."""
        for position, value in enumerate(dict.fromkeys(values), 1):
            self.add(table, **row, **{column: value}, position=position)

    def cite(self, section: str, entry: CitedEntry, *more: str | None) -> None:
        """Link an entry with what it rests on."""
        keys = [*entry.citations, *(key for key in more if key is not None)]
        self.link("bridge_citation", "citation_key", keys, section=section, entry_key=entry.key)

    def name(
        self,
        section: str,
        entry_key: str,
        *,
        countries: Iterable[str] = (),
        policies: Iterable[str] = (),
        institutions: Iterable[str] = (),
    ) -> None:
        """Link an entry with the countries, policies and institutions that it names."""
        entry = {"section": section, "entry_key": entry_key}
        ids = (self.country_ids[code] for code in countries)
        self.link("bridge_named_country", "named_country_id", ids, **entry)
        self.link("bridge_named_policy", "policy_key", policies, **entry)
        self.link("bridge_named_institution", "institution_key", institutions, **entry)

    def frames(self) -> dict[str, pd.DataFrame]:
        """A frame for each content table, also where it has no rows."""
        found = {}
        for table in metadata.sorted_tables:
            if table.info.get("is_content"):
                rows = self.tables[table.name]
                columns = None if rows else [c.name for c in table.columns if c.name != RELEASE_KEY[0]]
                found[table.fullname] = pd.DataFrame(rows, columns=columns, dtype=object)
        return found


def _dated(name: str, value: PartialDate | None) -> Row:
    """The four columns of a date."""
    return {
        f"{name}_text": value and value.text,
        f"{name}_precision": value and value.precision.value,
        f"{name}_earliest": value and value.earliest,
        f"{name}_latest": value and value.latest,
    }


def _add_edition(rows: _Rows, content: CountryContent) -> None:
    edition = content.edition
    rows.add(
        "dim_content_edition",
        title=edition.title,
        language=edition.language,
        source=edition.source,
        url=edition.url,
        **_dated("first_issued", edition.first_issued),
        **_dated("updated", edition.updated),
        authors=edition.authors,
        editors=edition.editors,
        publisher=edition.publisher,
        implementer=edition.implementer,
        funder=edition.funder,
        data_disclaimer=edition.data_disclaimer,
        data_sources=tuple(f"{s.measure}: {s.publisher}, {s.year.printed}" for s in edition.data_sources),
    )
    for position, correction in enumerate(content.corrections, 1):
        rows.add(
            "dim_correction",
            correction_key=correction.key,
            position=position,
            location=correction.where,
            printed=correction.printed,
            correct=correction.correct,
            reason=correction.why,
            is_applied=correction.applied,
        )
    for position, reading in enumerate(content.further_reading, 1):
        rows.add(
            "dim_further_reading",
            reading_key=reading.key,
            position=position,
            title=reading.title,
            about=reading.about,
            description=reading.description,
            url=reading.url,
        )


def _add_citations(rows: _Rows, content: CountryContent) -> None:
    for position, citation in enumerate(content.citations, 1):
        rows.add(
            "dim_citation",
            citation_key=citation.key,
            position=position,
            footnote=citation.footnote,
            kind=citation.kind,
            title=citation.title,
            authors=citation.authors,
            issued_by=citation.issued_by,
            signatories=citation.signatories,
            number=citation.number,
            **_dated("date", citation.date),
            articles=citation.articles,
            pages=citation.pages,
            urls=citation.urls,
            **_dated("accessed", citation.accessed),
            same_work_as=citation.same_work_as,
            summary=citation.summary,
        )


def _add_institution(rows: _Rows, institution: Institution, position: int) -> None:
    offices = institution.offices
    rows.add(
        "dim_institution",
        institution_key=institution.key,
        position=position,
        name=institution.name,
        acronym=institution.acronym,
        scope=institution.scope,
        level=institution.level,
        level_printed=institution.level_printed,
        **_dated("established", institution.established),
        status=institution.status,
        status_note=institution.status_note,
        parent_key=institution.parent,
        mandate=institution.mandate,
        work=institution.work,
        offices=offices and offices.description,
        office_places=offices.places if offices else (),
        offices_operational=offices and offices.operational,
        offices_planned=offices and offices.planned,
        note=institution.note,
    )
    rows.cite("institutions", institution)


def _add_policies(rows: _Rows, policies: Iterable[Policy]) -> None:
    for position, policy in enumerate(policies, 1):
        rows.add(
            "dim_policy",
            policy_key=policy.key,
            position=position,
            title=policy.title,
            short_title=policy.short_title,
            kind=policy.kind,
            status=policy.status,
            status_note=policy.status_note,
            **_dated("start", policy.start),
            **_dated("end", policy.end),
            description=policy.description,
            objectives=policy.objectives,
            diaspora_role=policy.diaspora_role,
            approved_by_key=policy.approved_by,
            parent_key=policy.parent,
            supported_by=policy.supported_by,
            note=policy.note,
        )
        rows.cite("policies", policy, policy.approved_by)
        rows.name("policies", policy.key, countries=policy.partners)
        related = dict.fromkeys((other.relation, other.policy) for other in policy.related)
        for place, (relation, other) in enumerate(related, 1):
            rows.add(
                "bridge_related_policy",
                policy_key=policy.key,
                relation=relation,
                related_policy_key=other,
                position=place,
            )
        _add_mandates(rows, policy.key, WHOLE_POLICY, policy.institutions)
        _add_actions(rows, policy)


def _add_actions(rows: _Rows, policy: Policy) -> None:
    for position, action in enumerate(policy.actions, 1):
        rows.add(
            "dim_policy_action",
            action_key=action.key,
            position=position,
            policy_key=policy.key,
            section=action.section,
            text=action.text,
            names=action.names,
        )
        rows.name("policy_actions", action.key, policies=action.policies)
        _add_mandates(rows, policy.key, action.key, action.institutions)


def _add_mandates(rows: _Rows, policy_key: str, action_key: str, institutions: Iterable[str]) -> None:
    for institution_key in dict.fromkeys(institutions):
        rows.add(
            "fact_mandate", institution_key=institution_key, policy_key=policy_key, action_key=action_key
        )


def _add_milestone(rows: _Rows, milestone: PolicyMilestone, position: int) -> None:
    for policy_key in dict.fromkeys(milestone.policies):
        rows.add(
            "fact_policy_milestone",
            milestone_key=milestone.key,
            policy_key=policy_key,
            position=position,
            **_dated("date", milestone.date),
            note=milestone.note,
        )
    rows.cite("policy_milestones", milestone)


def _add_term(rows: _Rows, term: Term, position: int) -> None:
    rows.add(
        "dim_term",
        term_key=term.key,
        position=position,
        term=term.term,
        kind=term.kind,
        definition=term.definition,
        original=term.original,
        original_language=term.original_language,
        **_dated("since", term.since),
        defined_by_key=term.defined_by,
        refers_to_keys=term.refers_to,
        note=term.note,
    )
    rows.cite("terminology", term)


def _add_right(rows: _Rows, right: PoliticalRight, position: int) -> None:
    rows.add(
        "fact_political_right",
        right_key=right.key,
        position=position,
        right_kind=right.right,
        status=right.status,
        conditions=right.conditions,
        **_dated("since", right.since),
        arrangements=right.arrangements,
        note=right.note,
    )
    rows.cite("political_rights", right)
    rows.name("political_rights", right.key, countries=right.partners, policies=right.policies)
    rows.link("bridge_right_channel", "channel", right.channels, right_key=right.key)


def _add_assessment(rows: _Rows, assessment: Assessment, position: int) -> None:
    rows.add(
        "dim_assessment",
        assessment_key=assessment.key,
        position=position,
        kind=assessment.kind,
        heading=assessment.heading,
        text=assessment.text,
        parent_key=assessment.parent,
        note=assessment.note,
    )
    rows.cite("assessments", assessment)
    rows.name(
        "assessments",
        assessment.key,
        countries=assessment.countries,
        policies=assessment.policies,
        institutions=assessment.institutions,
    )


def _add_practice(rows: _Rows, practice: Practice, position: int) -> None:
    rows.add(
        "dim_practice",
        practice_key=practice.key,
        position=position,
        title=practice.title,
        **_dated("year", practice.year),
        description=practice.description,
        place=practice.place,
        place_country_id=practice.country and rows.country_ids[practice.country],
        led_by=practice.led_by,
        url=practice.url,
        note=practice.note,
    )
    rows.cite("practices", practice)
    rows.name("practices", practice.key, institutions=practice.institutions)
    rows.link("bridge_practice_theme", "theme_code", practice.themes, practice_key=practice.key)


def _add_organisation(rows: _Rows, organisation: DiasporaOrganisation, position: int) -> None:
    key = organisation.key
    rows.add(
        "dim_organisation",
        organisation_key=key,
        position=position,
        name=organisation.name,
        acronym=organisation.acronym,
        listed_as=organisation.listed_as,
        name_language=organisation.language,
        name_meaning=organisation.name_meaning,
        **_dated("founded", organisation.founded),
        description=organisation.description,
        sister_keys=organisation.sister_organisations,
        url=organisation.url,
        note=organisation.note,
    )
    rows.cite("diaspora_organisations", organisation)
    rows.link("bridge_activity", "activity", organisation.activities, organisation_key=key)
    present = dict.fromkeys([organisation.country, *organisation.also_active_in])
    for place, code in enumerate(present, 1):
        rows.add(
            "fact_organisation_presence",
            organisation_key=key,
            destination_id=rows.country_ids[code],
            position=place,
            is_base=code == organisation.country,
        )
