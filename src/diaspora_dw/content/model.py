"""The content of a country: its sections, their entries and fields. A field is declared here and nowhere else.

A declaration has the type, the label that pages print, and the meaning, which is for writers of content as well as
for readers of the database. Marks in the type name the vocabulary, the section that a key leads to, and the place
where the value is stored, if that is not the column of the field's own name (see `columns.py`). The database's
tables and comments, the rows, the template for writers and the messages are derived from this module.
"""

from typing import Annotated

from pydantic import ValidationInfo, field_validator, model_validator

from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.fields import (
    CountryCode,
    EditionName,
    LanguageCode,
    Line,
    SectionName,
    Text,
    WebAddress,
)
from diaspora_dw.content.links import (
    AssessmentKey,
    CitationKey,
    Cites,
    InstitutionKey,
    Mandates,
    NamedCountries,
    NamedInstitutions,
    NamedPolicies,
    OrganisationKey,
    PolicyKey,
    TermKey,
    presence,
)
from diaspora_dw.content.marks import Bridge, CodeOf, Column, NotStored, RowEach, TagOf, Unit
from diaspora_dw.content.part import Entry, Stored, Strict, optional, required, several


class CitedEntry(Entry):
    """An entry that is based on citations."""

    citations: Annotated[tuple[CitationKey, ...], Cites] = several(
        "What the entry is based on", label="Footnotes"
    )
    note: Text | None = optional("How the entry was read where its source is ambiguous")


class DataSource(Strict):
    """A set of figures that the mapping prints, and the year they refer to."""

    measure: Line = required("What is measured")
    publisher: Line = required("Who publishes it")
    year: PartialDate = required("Year that the figures refer to")

    def __str__(self) -> str:
        return f"{self.measure}: {self.publisher}, {self.year.printed}"


class Edition(Stored):
    """Who made the mapping, when, and what readers should know about its figures."""

    TABLE = "dim_content_edition"
    VIEW = "content_edition"

    edition: Annotated[EditionName, NotStored()] = required(
        "Short name of the edition; it starts with the year, because the last one in order is the newest",
    )
    title: Line = required("Title of the mapping as printed")
    language: LanguageCode = required("ISO 639 code of the language of the mapping")
    source: Line | None = optional("Publication that the content is drawn from")
    url: WebAddress | None = optional("Web address of that publication", label="Address")
    first_issued: PartialDate | None = optional("When the mapping was first published")
    updated: PartialDate | None = optional("When the edition was published")
    authors: tuple[Line, ...] = several("Who wrote it", label="Written by")
    editors: tuple[Line, ...] = several("Who edited it", label="Edited by")
    publisher: Line | None = optional("Who publishes it", label="Published by")
    implementer: Line | None = optional("Who implements the publisher's project", label="Implemented by")
    funder: Line | None = optional("Who pays for it", label="Funded by")
    data_disclaimer: Text | None = optional("What to bear in mind about the figures of the mapping")
    data_sources: tuple[DataSource, ...] = several(
        "Where the figures of the mapping come from: measure, publisher and year",
        label="Figures printed from",
    )
    organisations_scope: Line | None = optional(
        "The part of the world that the listed diaspora organisations are in; empty if it is not limited",
        label="Diaspora organisations in",
    )
    note: Text | None = optional("How the mapping was read, where it is incomplete or ambiguous")


class Correction(Entry):
    """A mistake in the printed source, and what is right."""

    TABLE, KEY, VIEW = "dim_correction", "correction_key", "correction"

    where: Annotated[Line, Column("location")] = required(
        "Where it is printed, or the field of the content that holds it"
    )
    printed: Line = required("What is printed")
    correct: Line = required("What is right")
    why: Annotated[Text, Column("reason")] = required("How that is known", label="Reason")
    applied: bool = required(
        "Whether the content holds what is right (true) or what is printed (false)",
        label="Corrected here",
    )


class Term(CitedEntry):
    """A word for the diaspora, or for a part of it, in law or in use."""

    TABLE, KEY, VIEW = "dim_term", "term_key", "terminology"

    term: Line = required("The word, in the language of the edition")
    kind: Annotated[str, CodeOf("term_kinds")] = required("What stands behind the word")
    definition: Text | None = optional("What the law means by the word")
    original: Line | None = optional("The word in its own language and script")
    original_language: LanguageCode | None = optional("ISO 639 code of that language", label="Language")
    since: PartialDate | None = optional("Since when it has been defined this way")
    defined_by: PolicyKey | None = optional("The policy or law that defines the word", label="In")
    refers_to: tuple[TermKey, ...] = several("The defined terms that a word in use stands for")


class PoliticalRight(CitedEntry):
    """A political right of citizens who live abroad."""

    TABLE, KEY, VIEW = "fact_political_right", "right_key", "political_right"

    right: Annotated[str, CodeOf("right_kinds"), Column("right_kind")] = required("Which right")
    status: Annotated[str, CodeOf("right_statuses")] = required("Whether the right is granted")
    conditions: Text | None = optional("On what conditions the right is granted")
    since: PartialDate | None = optional("Since when the status has been the same")
    partners: NamedCountries = several("Countries that the right is limited to", label="With")
    channels: Annotated[
        tuple[Annotated[str, CodeOf("voting_channels")], ...],
        Bridge("bridge_right_channel", "Ways in which a right is exercised", (KEY,), "channel"),
    ] = several("Ways in which the right is exercised", label="Voting from abroad")
    arrangements: Text | None = optional("Who arranges how the right is exercised")
    channel_citations: Annotated[tuple[CitationKey, ...], Cites, Column("channel_citation_keys")] = several(
        "What the ways in which the right is exercised are based on"
    )
    policies: NamedPolicies = several("Agreements and policies behind it", label="Based on")


class Action(Entry):
    """One of the things that a policy plans to do."""

    TABLE, KEY, VIEW = "dim_policy_action", "action_key", "policy_action"

    section: Line | None = optional("Number of the action as printed", label="Number")
    text: Text = required("What is to be done", label="Action")
    names: tuple[Line, ...] = several("What the action names: bodies, funds, competitions", label="Named")
    institutions: Mandates = several("Institutions that take part in it", label="Involves")
    policies: NamedPolicies = several("Policies that it is about", label="On")


class RelatedPolicy(Strict):
    """How a policy is related to another."""

    relation: Annotated[str, CodeOf("policy_relations")] = required("How the policy is related to the other")
    policy: Annotated[PolicyKey, Column("related_policy_key")] = required("The other policy")


class Policy(CitedEntry):
    """A policy, law, agreement or programme that concerns the diaspora."""

    TABLE, KEY, VIEW = "dim_policy", "policy_key", "policy"

    title: Line = required("Title as printed; a description in square brackets if none is printed")
    short_title: Line | None = optional("Short title or acronym as printed")
    kind: Annotated[str, CodeOf("policy_kinds")] = required("Sort of instrument")
    status: Annotated[str, CodeOf("policy_statuses")] = required("How far the policy has come")
    status_note: Text | None = optional("What the source says about the status", label="State")
    start: PartialDate | None = optional(
        "When it starts to apply, or when an agreement was concluded", label="From"
    )
    end: PartialDate | None = optional("When it ceases to apply; empty while that is open", label="Until")
    description: Text | None = optional("What the policy is about")
    objectives: tuple[Text, ...] = several("What the policy aims at, one aim per item", label="Aims")
    diaspora_role: Text | None = optional(
        "The part that the policy gives to the diaspora", label="Role of the diaspora"
    )
    approved_by: Annotated[CitationKey, Cites, Column("approved_by_key")] | None = optional(
        "The citation of the act that approved the policy, with its number and date"
    )
    parent: PolicyKey | None = optional("The policy that it is a part of", label="Part of")
    related: Annotated[
        tuple[RelatedPolicy, ...],
        Bridge("bridge_related_policy", "How policies are related to others", (KEY,)),
    ] = several("Other policies that it builds on or follows, and how", label="Relation")
    partners: NamedCountries = several("Other parties to an agreement", label="With")
    institutions: Mandates = several("Institutions in charge", label="In charge")
    supported_by: tuple[Line, ...] = several("Organisations and programmes that supported the policy")
    actions: tuple[Action, ...] = several(
        "What the policy plans to do, in the printed order", label="Actions"
    )

    @field_validator("end")
    @classmethod
    def _check_end(cls, end: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        start = info.data.get("start")
        if end and start and end.latest and start.earliest and end.latest < start.earliest:
            raise ValueError(f"an end that does not come before the start, {start}")
        return end


class PolicyMilestone(CitedEntry):
    """A dated point of the printed timeline."""

    TABLE, KEY, VIEW = "fact_policy_milestone", "milestone_key", "policy_milestone"

    date: PartialDate = required("The year or years as printed")
    policies: Annotated[tuple[PolicyKey, ...], RowEach("policy_key")] = required(
        "The policies at this point", min_length=1
    )


class Assessment(CitedEntry):
    """A finding of the mapping: a trend, a priority, an achievement or an obstacle."""

    TABLE, KEY, VIEW = "dim_assessment", "assessment_key", "assessment"

    kind: Annotated[str, CodeOf("assessment_kinds")] = required("Sort of finding")
    heading: Line | None = optional("Heading as printed; empty if there is none")
    text: Text = required("The finding", label="Finding")
    parent: AssessmentKey | None = optional("The finding that this one is an example of", label="Example of")
    countries: NamedCountries = several("Countries that it names")
    areas: tuple[Line, ...] = several("Areas that it names besides countries, as printed")
    institutions: NamedInstitutions = several("Institutions that it names")
    policies: NamedPolicies = several("Policies that it names")


class Practice(CitedEntry):
    """An effective practice that the mapping gives as an example."""

    TABLE, KEY, VIEW = "dim_practice", "practice_key", "practice"

    title: Line = required("Title as printed")
    year: PartialDate | None = optional("The year or years as printed")
    description: Text = required("What was done")
    themes: Annotated[
        tuple[Annotated[Line, TagOf("practice_themes")], ...],
        Bridge("bridge_practice_theme", "Themes of practices", (KEY,), "theme_code"),
    ] = several("Themes of the practice")
    place: Line | None = optional("Where it took place, as printed")
    country: Annotated[CountryCode, Column("place_country_id")] | None = optional(
        "Country in which it took place"
    )
    led_by: Line | None = optional("Who carried it out, as printed")
    institutions: NamedInstitutions = several("Institutions behind it")
    url: WebAddress | None = optional("Web address of the practice", label="Address")


class Offices(Strict):
    """Local offices of an institution."""

    description: Annotated[Text, Column("offices")] = required(
        "What its local offices are for", label="Offices"
    )
    places: Annotated[tuple[Line, ...], Column("office_places")] = several(
        "Where its local offices are, as printed"
    )
    operational: Annotated[int, Column("offices_operational"), Unit("offices")] | None = optional(
        "Number of local offices that are open", label="At work", ge=0, le=99_999
    )
    planned: Annotated[int, Column("offices_planned"), Unit("offices")] | None = optional(
        "Number of local offices that are planned in all", ge=0, le=99_999
    )


class Institution(CitedEntry):
    """A public body that deals with the diaspora."""

    TABLE, KEY, VIEW = "dim_institution", "institution_key", "institution"

    name: Line = required("Name as printed")
    acronym: Line | None = optional("Acronym as printed")
    scope: Annotated[str, CodeOf("institution_scopes")] = required("How far the institution reaches")
    level: Annotated[str, CodeOf("institution_levels")] = required("Rank of the institution in the state")
    level_printed: Line | None = optional(
        "Heading it is printed under, if that differs from its rank", label="Printed under"
    )
    established: PartialDate | None = optional("When the institution was established")
    status: Annotated[str, CodeOf("institution_statuses")] = required("Whether the institution is active")
    status_note: Text | None = optional("What the source says about the status", label="Status")
    parent: InstitutionKey | None = optional("The institution that it belongs to", label="Part of")
    mandate: Text = required("What the institution is there for")
    work: Text | None = optional("What the institution has done")
    offices: Offices | None = optional("Its local offices")


class DiasporaOrganisation(CitedEntry):
    """An organisation of the diaspora abroad."""

    TABLE, KEY, VIEW = "dim_organisation", "organisation_key", "diaspora_organisation"

    name: Line = required("Name as printed")
    acronym: Line | None = optional("Acronym as printed")
    listed_as: Line | None = optional("Heading that it shares with others, as printed")
    language: Annotated[LanguageCode, Column("name_language")] | None = optional(
        "ISO 639 code of the language of its name"
    )
    name_meaning: Line | None = optional("What its name means", label="The name means")
    country: Annotated[CountryCode, presence(is_base=True)] = required("Country it is based in")
    founded: PartialDate | None = optional("Year of foundation as printed")
    activities: Annotated[
        tuple[Annotated[str, CodeOf("activity_kinds")], ...],
        Bridge("bridge_activity", "Kinds of activity of organisations", (KEY,), "activity"),
    ] = several("Kinds of activity according to the source")
    description: Text = required("What the organisation is there for")
    also_active_in: Annotated[tuple[CountryCode, ...], presence(is_base=False)] = several(
        "Other countries it works in"
    )
    sister_organisations: Annotated[tuple[OrganisationKey, ...], Column("sister_keys")] = several(
        "The organisations it works with as one"
    )
    url: WebAddress | None = optional("Web address of the organisation", label="Address")


class FurtherReading(Entry):
    """Something that the mapping refers its readers to."""

    TABLE, KEY, VIEW = "dim_further_reading", "reading_key", "further_reading"

    title: Line = required("Title as printed")
    about: SectionName = required("Section of the mapping that it belongs to", label="Section")
    description: Text | None = optional("What readers find there")
    url: WebAddress | None = optional("Its web address", label="Address")


class Citation(Entry):
    """A footnote: the law, book or page that statements are based on."""

    TABLE, KEY, VIEW = "dim_citation", "citation_key", "citation"

    footnote: int | None = optional("Number of the footnote as printed", ge=1, le=9_999)
    kind: Annotated[str, CodeOf("citation_kinds")] = required("Sort of document")
    title: Line | None = optional("Title as printed")
    authors: tuple[Line, ...] = several("Authors as printed")
    issued_by: Line | None = optional("Body or publisher that issued the document, as printed")
    signatories: tuple[Line, ...] = several("Who signed the document, as printed", label="Signed by")
    number: Line | None = optional("Number of the act", label="No.")
    date: PartialDate | None = optional("Date or year of the document")
    articles: tuple[Line, ...] = several("Articles that are cited", label="Art.")
    pages: Line | None = optional("Pages that are cited", label="p.")
    urls: tuple[WebAddress, ...] = several("Web addresses of the document", label="Addresses")
    accessed: PartialDate | None = optional("When the address was visited")
    same_work_as: Annotated[CitationKey, Column("same_work_as")] | None = optional(
        "Another footnote that cites the same work in full", label="The same work as in footnote"
    )
    summary: Text | None = optional("What the document says on the subject")

    @model_validator(mode="after")
    def _require_title_or_address(self) -> "Citation":
        if self.title is None and not self.urls:
            raise ValueError("a title, or at least one address")
        return self


class CountryContent(Strict):
    """One country's mapping: the edition and its content, section by section."""

    country: CountryCode = required("ISO 3166 code of the country")
    edition: Edition = required(
        "Editions of countries' content: who made them and when", label="About the mapping"
    )
    corrections: tuple[Correction, ...] = several(
        "Mistakes in the printed source", label="Misprints in the original"
    )
    terminology: tuple[Term, ...] = several("Words for the diaspora, in law and in use")
    political_rights: tuple[PoliticalRight, ...] = several("Political rights of citizens abroad")
    policies: tuple[Policy, ...] = several(
        "Policies, laws, programmes and agreements that concern the diaspora",
        label="Policy and legislative framework",
    )
    policy_milestones: tuple[PolicyMilestone, ...] = several(
        "The printed timeline, point by point", label="Timeline"
    )
    assessments: tuple[Assessment, ...] = several(
        "Trends, priorities, achievements and obstacles", label="Trends, achievements and obstacles"
    )
    practices: tuple[Practice, ...] = several("Effective practices", label="Spotlight: effective practices")
    institutions: tuple[Institution, ...] = several(
        "Public bodies that deal with the diaspora", label="Diaspora-related institutions"
    )
    diaspora_organisations: tuple[DiasporaOrganisation, ...] = several(
        "Organisations of the diaspora abroad", label="Diaspora organisations abroad"
    )
    further_reading: tuple[FurtherReading, ...] = several("What the mapping refers its readers to")
    citations: tuple[Citation, ...] = several(
        "Footnotes: the documents that statements are based on", label="Footnotes"
    )
