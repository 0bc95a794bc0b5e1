"""What a country's content file holds: sections, their entries, and fields, each described for its writer.

A section becomes a table, an entry a row known by country and key, a list of keys a bridge between
two tables; an entry's position in its list is its printed order. Reading files and
checking links is `reading.py`'s.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.fields import (
    CountryCode,
    EditionName,
    Key,
    LanguageCode,
    Line,
    SectionName,
    Text,
    WebAddress,
)
from diaspora_dw.content.marks import CodeOf, Column, KeyOf, TagOf

Countries = tuple[CountryCode, ...]
CitationKey = Annotated[Key, KeyOf("citations")]
PolicyKey = Annotated[Key, KeyOf("policies")]
InstitutionKey = Annotated[Key, KeyOf("institutions")]
AssessmentKey = Annotated[Key, KeyOf("assessments")]
OrganisationKey = Annotated[Key, KeyOf("diaspora_organisations")]
TermKey = Annotated[Key, KeyOf("terminology")]


class Strict(BaseModel):
    """What all parts share: nothing but the fields described, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Stored(Strict):
    """A part that has a table of its own, and the view that publishes it."""

    TABLE: ClassVar[str]
    VIEW: ClassVar[str]


class Entry(Stored):
    """A part that stands on its own and is known by its key, which is stored in the column `KEY`."""

    KEY: ClassVar[str]

    key: Key = Field(
        title="Key",
        description="Stable name: small letters, digits and hyphens. It never changes, whatever else does",
        examples=["example"],
    )


class CitedEntry(Entry):
    """An entry that rests on citations."""

    citations: tuple[CitationKey, ...] = Field((), title="Footnotes", description="What the entry rests on")
    note: Text | None = Field(
        None, title="Note", description="How the entry was read where its source leaves room"
    )


class DataSource(Strict):
    """A body of figures that the mapping prints, and the year they refer to."""

    measure: Line = Field(title="Measure", description="What is measured", examples=["emigration"])
    publisher: Line = Field(title="Publisher", description="Who publishes it", examples=["UN DESA"])
    year: PartialDate = Field(
        title="Year", description="The year that the figures refer to", examples=["2024"]
    )


class Edition(Stored):
    """The edition: who made the mapping, when, and what is said about its figures."""

    TABLE = "dim_content_edition"
    VIEW = "content_edition"

    edition: EditionName = Field(
        title="Edition",
        description="Short name of the edition: its year first, because the last in order is the newest",
        examples=["2025"],
    )
    title: Line = Field(
        title="Title", description="Title as printed", examples=["Diaspora engagement mapping"]
    )
    language: LanguageCode = Field(
        title="Language", description="ISO 639 code of the language it is written in", examples=["en"]
    )
    source: Line | None = Field(
        None, title="Source", description="The publication that the content is drawn from"
    )
    url: WebAddress | None = Field(
        None, title="Address", description="Where that publication stands", examples=["https://example.org"]
    )
    first_issued: PartialDate | None = Field(
        None, title="First issued", description="When the mapping first came out"
    )
    updated: PartialDate | None = Field(None, title="Updated", description="When this edition came out")
    authors: tuple[Line, ...] = Field((), title="Written by", description="Who wrote it")
    editors: tuple[Line, ...] = Field((), title="Edited by", description="Who edited it")
    publisher: Line | None = Field(None, title="Published by", description="Who publishes it")
    implementer: Line | None = Field(
        None, title="Implemented by", description="Who carries the publisher's project out"
    )
    funder: Line | None = Field(None, title="Funded by", description="Who pays for it")
    data_disclaimer: Text | None = Field(
        None, title="Data disclaimer", description="What to bear in mind about its figures"
    )
    data_sources: tuple[DataSource, ...] = Field(
        (), title="Figures printed from", description="Where its figures come from"
    )


class Correction(Entry):
    """Something that the source prints wrongly, and what is right."""

    TABLE = "dim_correction"
    KEY = "correction_key"
    VIEW = "correction"

    where: Annotated[Line, Column("location")] = Field(
        title="Where", description="Where it is printed, or the field here that carries it"
    )
    printed: Line = Field(title="Printed", description="What is printed")
    correct: Line = Field(title="Correct", description="What is right")
    why: Annotated[Text, Column("reason")] = Field(title="Reason", description="How that is known")
    applied: Annotated[bool, Column("is_applied")] = Field(
        title="Corrected here",
        description="true: the warehouse holds what is right. false: it holds what is printed",
        examples=["false"],
    )


class Term(CitedEntry):
    """A word that law or usage has for the diaspora, or a part of it."""

    TABLE = "dim_term"
    KEY = "term_key"
    VIEW = "terminology"

    term: Line = Field(title="Term", description="The word, in the edition's language")
    kind: Annotated[str, CodeOf("term_kinds")] = Field(
        title="Kind", description="What stands behind the word"
    )
    definition: Text | None = Field(
        None, title="Definition", description="What the law means by it, put concisely in your own words"
    )
    original: Line | None = Field(
        None, title="Original", description="The word in its own language and script"
    )
    original_language: LanguageCode | None = Field(
        None, title="Language", description="ISO 639 code of that language", examples=["ru"]
    )
    since: PartialDate | None = Field(None, title="Since", description="Since when it has been defined so")
    defined_by: Annotated[PolicyKey, Column("defined_by_key")] | None = Field(
        None, title="In", description="The policy or law that defines it"
    )
    refers_to: Annotated[tuple[TermKey, ...], Column("refers_to_keys")] = Field(
        (), title="Refers to", description="The defined terms that a word in use stands for"
    )


class PoliticalRight(CitedEntry):
    """A political right of citizens who live abroad."""

    TABLE = "fact_political_right"
    KEY = "right_key"
    VIEW = "political_right"

    right: Annotated[str, CodeOf("right_kinds"), Column("right_kind")] = Field(
        title="Right", description="Which right"
    )
    status: Annotated[str, CodeOf("right_statuses")] = Field(
        title="Status", description="Whether it is granted"
    )
    conditions: Text | None = Field(None, title="Conditions", description="On what conditions")
    since: PartialDate | None = Field(None, title="Since", description="Since when it has stood so")
    partners: Countries = Field(
        (), title="With", description="ISO 3166 codes of the countries it is limited to", examples=["RUS"]
    )
    channels: tuple[Annotated[str, CodeOf("voting_channels")], ...] = Field(
        (), title="Voting from abroad", description="How it is exercised"
    )
    arrangements: Text | None = Field(None, title="Arrangements", description="Who arranges that, and how")
    policies: tuple[PolicyKey, ...] = Field(
        (), title="Based on", description="The agreements and policies behind it"
    )


class Action(Entry):
    """One of the things that a policy foresees."""

    TABLE = "dim_policy_action"
    KEY = "action_key"
    VIEW = "policy_action"

    section: Line | None = Field(
        None, title="Number", description="Its number as printed", examples=["§ 1.3.1"]
    )
    text: Text = Field(title="Action", description="What is to be done, put concisely in your own words")
    names: tuple[Line, ...] = Field(
        (), title="Named", description="What it calls by name: bodies, funds, competitions"
    )
    institutions: tuple[InstitutionKey, ...] = Field(
        (), title="Involves", description="Institutions that take part in it"
    )
    policies: tuple[PolicyKey, ...] = Field((), title="On", description="Policies that it is about")


class RelatedPolicy(Strict):
    """How a policy stands to another."""

    relation: Annotated[str, CodeOf("policy_relations")] = Field(
        title="Relation", description="How this one stands to the other"
    )
    policy: Annotated[PolicyKey, Column("related_policy_key")] = Field(
        title="Policy", description="The other"
    )


class Policy(CitedEntry):
    """A policy, law, agreement or programme that concerns the diaspora."""

    TABLE = "dim_policy"
    KEY = "policy_key"
    VIEW = "policy"

    title: Line = Field(title="Title", description="Title as printed")
    short_title: Line | None = Field(
        None, title="Short title", description="Short title or acronym as printed"
    )
    kind: Annotated[str, CodeOf("policy_kinds")] = Field(
        title="Kind", description="What sort of instrument it is"
    )
    status: Annotated[str, CodeOf("policy_statuses")] = Field(
        title="Status", description="How far it has come"
    )
    status_note: Text | None = Field(
        None, title="State", description="What the source says of how far it has come"
    )
    start: PartialDate | None = Field(
        None, title="From", description="When it starts to apply; of an agreement, when it was made"
    )
    end: PartialDate | None = Field(None, title="Until", description="When it ceases to apply")
    description: Text | None = Field(
        None, title="Description", description="What it is about, put concisely in your own words"
    )
    objectives: tuple[Text, ...] = Field((), title="Aim", description="What it aims at, one aim an item")
    diaspora_role: Text | None = Field(
        None, title="Role of the diaspora", description="The part it gives to the diaspora"
    )
    approved_by: Annotated[CitationKey, Column("approved_by_key")] | None = Field(
        None,
        title="Approved by",
        description="The act that approved it; number and date stand in the citation",
    )
    parent: Annotated[PolicyKey, Column("parent_key")] | None = Field(
        None, title="Part of", description="The policy that it is a part of"
    )
    related: tuple[RelatedPolicy, ...] = Field(
        (), title="Relation", description="Other policies that it builds on or follows"
    )
    partners: Countries = Field(
        (), title="With", description="ISO 3166 codes of the other parties to an agreement", examples=["RUS"]
    )
    institutions: tuple[InstitutionKey, ...] = Field(
        (), title="In charge", description="Institutions in charge"
    )
    supported_by: tuple[Line, ...] = Field(
        (), title="Supported by", description="Organisations and programmes that helped it along"
    )
    actions: tuple[Action, ...] = Field(
        (), title="Action", description="What it foresees, in the printed order"
    )

    @field_validator("end")
    @classmethod
    def _ends_after_it_starts(cls, end: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        start = info.data.get("start")
        if end and start and end.latest and start.earliest and end.latest < start.earliest:
            raise ValueError(f"an end that does not come before the start, {start}")
        return end


class PolicyMilestone(CitedEntry):
    """A dated point of the printed timeline."""

    TABLE = "fact_policy_milestone"
    KEY = "milestone_key"
    VIEW = "policy_milestone"

    date: PartialDate = Field(
        title="Date", description="The year or the years as printed", examples=["2018/2021"]
    )
    policies: tuple[PolicyKey, ...] = Field(
        title="Policies", description="The policies that stand there", min_length=1
    )


class Assessment(CitedEntry):
    """What the mapping finds: a trend, a priority, an achievement or an obstacle."""

    TABLE = "dim_assessment"
    KEY = "assessment_key"
    VIEW = "assessment"

    kind: Annotated[str, CodeOf("assessment_kinds")] = Field(title="Kind", description="Which of these")
    heading: Line | None = Field(
        None, title="Heading", description="Heading as printed; left out where there is none"
    )
    text: Text = Field(title="Finding", description="The finding, put concisely in your own words")
    parent: Annotated[AssessmentKey, Column("parent_key")] | None = Field(
        None, title="Example of", description="The finding that this one is an example of"
    )
    countries: Countries = Field(
        (), title="Countries", description="ISO 3166 codes of the countries it names", examples=["RUS"]
    )
    institutions: tuple[InstitutionKey, ...] = Field(
        (), title="Institutions", description="The institutions it names"
    )
    policies: tuple[PolicyKey, ...] = Field((), title="Policies", description="The policies it names")


class Practice(CitedEntry):
    """An effective practice that the mapping holds up as an example."""

    TABLE = "dim_practice"
    KEY = "practice_key"
    VIEW = "practice"

    title: Line = Field(title="Title", description="Title as printed")
    year: PartialDate | None = Field(None, title="Year", description="The year or years as printed")
    description: Text = Field(
        title="Description", description="What was done, put concisely in your own words"
    )
    themes: tuple[Annotated[Line, TagOf("practice_themes")], ...] = Field(
        (), title="Themes", description="Theme tags"
    )
    place: Line | None = Field(None, title="Place", description="Where it took place, as printed")
    country: Annotated[CountryCode, Column("place_country_id")] | None = Field(
        None, title="Country", description="ISO 3166 code of the country it took place in", examples=["RUS"]
    )
    led_by: Line | None = Field(None, title="Led by", description="Who carried it out, as printed")
    institutions: tuple[InstitutionKey, ...] = Field(
        (), title="Institutions", description="Institutions behind it"
    )
    url: WebAddress | None = Field(
        None, title="Address", description="Where it stands on the web", examples=["https://example.org"]
    )


class Offices(Strict):
    """Local offices of an institution."""

    description: Annotated[Text, Column("offices")] = Field(title="Offices", description="What they are for")
    places: Annotated[tuple[Line, ...], Column("office_places")] = Field(
        (), title="Places", description="Where they are, as printed"
    )
    operational: Annotated[int, Column("offices_operational")] | None = Field(
        None, ge=0, le=99_999, title="At work", description="How many work", examples=["4"]
    )
    planned: Annotated[int, Column("offices_planned")] | None = Field(
        None, ge=0, le=99_999, title="Planned", description="How many are planned in all", examples=["10"]
    )


class Institution(CitedEntry):
    """A public body that deals with the diaspora."""

    TABLE = "dim_institution"
    KEY = "institution_key"
    VIEW = "institution"

    name: Line = Field(title="Name", description="Name as printed")
    acronym: Line | None = Field(None, title="Acronym", description="Acronym as printed")
    scope: Annotated[str, CodeOf("institution_scopes")] = Field(
        title="Scope", description="How far it reaches"
    )
    level: Annotated[str, CodeOf("institution_levels")] = Field(
        title="Level", description="Its rank in the state"
    )
    level_printed: Line | None = Field(
        None, title="Printed under", description="The heading it is printed under where that differs"
    )
    established: PartialDate | None = Field(None, title="Established", description="When it was established")
    status: Annotated[str, CodeOf("institution_statuses")] = Field(
        title="Status", description="Whether it is at work"
    )
    status_note: Text | None = Field(None, title="Status", description="What the source says of that")
    parent: Annotated[InstitutionKey, Column("parent_key")] | None = Field(
        None, title="Part of", description="The institution that it belongs to"
    )
    mandate: Text = Field(
        title="Mandate", description="What it is there for, put concisely in your own words"
    )
    work: Text | None = Field(
        None, title="Work", description="What it has done, put concisely in your own words"
    )
    offices: Offices | None = Field(None, title="Offices", description="Its local offices")


class DiasporaOrganisation(CitedEntry):
    """An organisation of the diaspora abroad."""

    TABLE = "dim_organisation"
    KEY = "organisation_key"
    VIEW = "diaspora_organisation"

    name: Line = Field(title="Name", description="Name as printed")
    acronym: Line | None = Field(None, title="Acronym", description="Acronym as printed")
    listed_as: Line | None = Field(
        None, title="Listed as", description="The heading it shares with others, as printed"
    )
    language: Annotated[LanguageCode, Column("name_language")] | None = Field(
        None, title="Language", description="ISO 639 code of its name's language", examples=["de"]
    )
    name_meaning: Line | None = Field(None, title="Name", description="What its name means")
    country: CountryCode = Field(
        title="Country", description="ISO 3166 code of the country it is based in", examples=["DEU"]
    )
    founded: PartialDate | None = Field(None, title="Founded", description="The year as printed")
    activities: tuple[Annotated[str, CodeOf("activity_kinds")], ...] = Field(
        (), title="Activities", description="Kinds of activity that the source tags it with"
    )
    description: Text = Field(
        title="Description", description="What it is there for, put concisely in your own words"
    )
    also_active_in: Countries = Field(
        (),
        title="Also active in",
        description="ISO 3166 codes of other countries it works in",
        examples=["TJK"],
    )
    sister_organisations: Annotated[tuple[OrganisationKey, ...], Column("sister_keys")] = Field(
        (), title="Sister organisations", description="Organisations it works as one with"
    )
    url: WebAddress | None = Field(
        None, title="Address", description="Its address", examples=["https://example.org"]
    )


class FurtherReading(Entry):
    """Something that the mapping points its readers to."""

    TABLE = "dim_further_reading"
    KEY = "reading_key"
    VIEW = "further_reading"

    title: Line = Field(title="Title", description="Title as printed")
    about: SectionName = Field(
        title="Section", description="The section of the mapping that it goes with", examples=["policies"]
    )
    description: Text | None = Field(None, title="Description", description="What a reader finds there")
    url: WebAddress | None = Field(
        None, title="Address", description="Its address", examples=["https://example.org"]
    )


class Citation(Entry):
    """A footnote: the law, book or page that statements rest on."""

    TABLE = "dim_citation"
    KEY = "citation_key"
    VIEW = "citation"

    footnote: int | None = Field(
        None, ge=1, le=9999, title="Footnote", description="Its number as printed", examples=["1"]
    )
    kind: Annotated[str, CodeOf("citation_kinds")] = Field(
        title="Kind", description="What sort of document it is"
    )
    title: Line | None = Field(
        None, title="Title", description="Title as printed; not needed where there is an address"
    )
    authors: tuple[Line, ...] = Field((), title="Authors", description="Authors as printed")
    issued_by: Line | None = Field(
        None, title="Issued by", description="The body or publisher that issued it, as printed"
    )
    signatories: tuple[Line, ...] = Field((), title="Signed by", description="Who signed it, as printed")
    number: Line | None = Field(None, title="No.", description="Number of the act", examples=["277"])
    date: PartialDate | None = Field(
        None, title="Date", description="Date or year of the document", examples=["2010-05-29"]
    )
    articles: tuple[Line, ...] = Field(
        (), title="Art.", description="The articles that are cited", examples=["8"]
    )
    pages: Line | None = Field(None, title="p.", description="The pages that are cited", examples=["88-90"])
    urls: tuple[WebAddress, ...] = Field(
        (), title="Addresses", description="Its addresses", examples=["https://example.org"]
    )
    accessed: PartialDate | None = Field(
        None, title="Accessed", description="When the address was visited", examples=["2020-08-11"]
    )
    same_work_as: CitationKey | None = Field(
        None,
        title="The same work as in footnote",
        description="Another footnote that cites the same work in full",
    )
    summary: Text | None = Field(
        None, title="Summary", description="What it says on the matter, put concisely in your own words"
    )

    @model_validator(mode="after")
    def _can_be_found(self) -> "Citation":
        if self.title is None and not self.urls:
            raise ValueError("a title, or at least one address")
        return self


class CountryContent(Strict):
    """One country's mapping: the edition and what it says, section by section."""

    country: CountryCode = Field(title="Country", description="ISO 3166 code of the country")
    edition: Edition = Field(
        title="About the mapping",
        description="Who made the mapping, when, and what is said about its figures",
    )
    corrections: tuple[Correction, ...] = Field(
        (), title="Misprints in the original", description="What the source prints wrongly"
    )
    terminology: tuple[Term, ...] = Field(
        (), title="Terminology", description="The words that law and usage have for the diaspora"
    )
    political_rights: tuple[PoliticalRight, ...] = Field(
        (), title="Political rights", description="Political rights of citizens abroad"
    )
    policies: tuple[Policy, ...] = Field(
        (),
        title="Policy and legislative framework",
        description="Policies, laws and agreements that concern the diaspora",
    )
    policy_milestones: tuple[PolicyMilestone, ...] = Field(
        (), title="Timeline", description="The timeline, point by point"
    )
    assessments: tuple[Assessment, ...] = Field(
        (),
        title="Trends, achievements and obstacles",
        description="Trends, priorities, achievements and obstacles",
    )
    practices: tuple[Practice, ...] = Field(
        (), title="Spotlight: effective practices", description="Effective practices"
    )
    institutions: tuple[Institution, ...] = Field(
        (), title="Diaspora-related institutions", description="Public bodies that deal with the diaspora"
    )
    diaspora_organisations: tuple[DiasporaOrganisation, ...] = Field(
        (), title="Diaspora organisations abroad", description="Organisations abroad"
    )
    further_reading: tuple[FurtherReading, ...] = Field(
        (), title="Further reading", description="What the mapping points its readers to"
    )
    citations: tuple[Citation, ...] = Field(
        (), title="Footnotes", description="The footnotes that the entries rest on"
    )
