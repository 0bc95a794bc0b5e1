"""What a country's content file holds: sections, their entries, and fields, each described for its writer.

A section becomes a table, an entry a row known by country and key, a list of keys a bridge between
two tables; an entry's position in its list is its printed order. Reading files and
checking links is `reading.py`'s.
"""

from typing import Annotated

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
from diaspora_dw.content.marks import CodeOf, KeyOf, TagOf

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


class Entry(Strict):
    """A part that stands on its own and is known by its key."""

    key: Key = Field(
        description="Stable name: small letters, digits and hyphens. It never changes, whatever else does",
        examples=["example"],
    )


class CitedEntry(Entry):
    """An entry that rests on citations."""

    citations: tuple[CitationKey, ...] = Field((), description="What the entry rests on")
    note: Text | None = Field(None, description="How the entry was read where its source leaves room")


class DataSource(Strict):
    """A body of figures that the mapping prints, and the year they refer to."""

    measure: Line = Field(description="What is measured", examples=["emigration"])
    publisher: Line = Field(description="Who publishes it", examples=["UN DESA"])
    year: PartialDate = Field(description="The year that the figures refer to", examples=["2024"])


class Edition(Strict):
    """The edition: who made the mapping, when, and what is said about its figures."""

    edition: EditionName = Field(
        description="Short name of the edition: its year first, because the last in order is the newest",
        examples=["2025"],
    )
    title: Line = Field(description="Title as printed", examples=["Diaspora engagement mapping"])
    language: LanguageCode = Field(
        description="ISO 639 code of the language it is written in", examples=["en"]
    )
    source: Line | None = Field(None, description="The publication that the content is drawn from")
    url: WebAddress | None = Field(
        None, description="Where that publication stands", examples=["https://example.org"]
    )
    first_issued: PartialDate | None = Field(None, description="When the mapping first came out")
    updated: PartialDate | None = Field(None, description="When this edition came out")
    authors: tuple[Line, ...] = Field((), description="Who wrote it")
    editors: tuple[Line, ...] = Field((), description="Who edited it")
    publisher: Line | None = Field(None, description="Who publishes it")
    implementer: Line | None = Field(None, description="Who carries the publisher's project out")
    funder: Line | None = Field(None, description="Who pays for it")
    data_disclaimer: Text | None = Field(None, description="What to bear in mind about its figures")
    data_sources: tuple[DataSource, ...] = Field((), description="Where its figures come from")


class Correction(Entry):
    """Something that the source prints wrongly, and what is right."""

    where: Line = Field(description="Where it is printed, or the field here that carries it")
    printed: Line = Field(description="What is printed")
    correct: Line = Field(description="What is right")
    why: Text = Field(description="How that is known")
    applied: bool = Field(
        description="true: the warehouse holds what is right. false: it holds what is printed",
        examples=["false"],
    )


class Term(CitedEntry):
    """A word that law or usage has for the diaspora, or a part of it."""

    term: Line = Field(description="The word, in the edition's language")
    kind: Annotated[str, CodeOf("term_kinds")] = Field(description="What stands behind the word")
    definition: Text | None = Field(
        None, description="What the law means by it, put concisely in your own words"
    )
    original: Line | None = Field(None, description="The word in its own language and script")
    original_language: LanguageCode | None = Field(
        None, description="ISO 639 code of that language", examples=["ru"]
    )
    since: PartialDate | None = Field(None, description="Since when it has been defined so")
    defined_by: PolicyKey | None = Field(None, description="The policy or law that defines it")
    refers_to: tuple[TermKey, ...] = Field((), description="The defined terms that a word in use stands for")


class PoliticalRight(CitedEntry):
    """A political right of citizens who live abroad."""

    right: Annotated[str, CodeOf("right_kinds")] = Field(description="Which right")
    status: Annotated[str, CodeOf("right_statuses")] = Field(description="Whether it is granted")
    conditions: Text | None = Field(None, description="On what conditions")
    since: PartialDate | None = Field(None, description="Since when it has stood so")
    partners: Countries = Field(
        (), description="ISO 3166 codes of the countries it is limited to", examples=["RUS"]
    )
    channels: tuple[Annotated[str, CodeOf("voting_channels")], ...] = Field(
        (), description="How it is exercised"
    )
    arrangements: Text | None = Field(None, description="Who arranges that, and how")
    policies: tuple[PolicyKey, ...] = Field((), description="The agreements and policies behind it")


class Action(Entry):
    """One of the things that a policy foresees."""

    section: Line | None = Field(None, description="Its number as printed", examples=["§ 1.3.1"])
    text: Text = Field(description="What is to be done, put concisely in your own words")
    names: tuple[Line, ...] = Field((), description="What it calls by name: bodies, funds, competitions")
    institutions: tuple[InstitutionKey, ...] = Field((), description="Institutions that take part in it")
    policies: tuple[PolicyKey, ...] = Field((), description="Policies that it is about")


class RelatedPolicy(Strict):
    """How a policy stands to another."""

    relation: Annotated[str, CodeOf("policy_relations")] = Field(
        description="How this one stands to the other"
    )
    policy: PolicyKey = Field(description="The other")


class Policy(CitedEntry):
    """A policy, law, agreement or programme that concerns the diaspora."""

    title: Line = Field(description="Title as printed")
    short_title: Line | None = Field(None, description="Short title or acronym as printed")
    kind: Annotated[str, CodeOf("policy_kinds")] = Field(description="What sort of instrument it is")
    status: Annotated[str, CodeOf("policy_statuses")] = Field(description="How far it has come")
    status_note: Text | None = Field(None, description="What the source says of how far it has come")
    start: PartialDate | None = Field(
        None, description="When it starts to apply; of an agreement, when it was made"
    )
    end: PartialDate | None = Field(None, description="When it ceases to apply")
    description: Text | None = Field(None, description="What it is about, put concisely in your own words")
    objectives: tuple[Text, ...] = Field((), description="What it aims at, one aim an item")
    diaspora_role: Text | None = Field(None, description="The part it gives to the diaspora")
    approved_by: CitationKey | None = Field(
        None, description="The act that approved it; number and date stand in the citation"
    )
    parent: PolicyKey | None = Field(None, description="The policy that it is a part of")
    related: tuple[RelatedPolicy, ...] = Field((), description="Other policies that it builds on or follows")
    partners: Countries = Field(
        (), description="ISO 3166 codes of the other parties to an agreement", examples=["RUS"]
    )
    institutions: tuple[InstitutionKey, ...] = Field((), description="Institutions in charge")
    supported_by: tuple[Line, ...] = Field(
        (), description="Organisations and programmes that helped it along"
    )
    actions: tuple[Action, ...] = Field((), description="What it foresees, in the printed order")

    @field_validator("end")
    @classmethod
    def _ends_after_it_starts(cls, end: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        start = info.data.get("start")
        if end and start and end.latest and start.earliest and end.latest < start.earliest:
            raise ValueError(f"an end that does not come before the start, {start}")
        return end


class PolicyMilestone(CitedEntry):
    """A dated point of the printed timeline."""

    date: PartialDate = Field(description="The year or the years as printed", examples=["2018/2021"])
    policies: tuple[PolicyKey, ...] = Field(description="The policies that stand there", min_length=1)


class Assessment(CitedEntry):
    """What the mapping finds: a trend, a priority, an achievement or an obstacle."""

    kind: Annotated[str, CodeOf("assessment_kinds")] = Field(description="Which of these")
    heading: Line | None = Field(None, description="Heading as printed; left out where there is none")
    text: Text = Field(description="The finding, put concisely in your own words")
    parent: AssessmentKey | None = Field(None, description="The finding that this one is an example of")
    countries: Countries = Field((), description="ISO 3166 codes of the countries it names", examples=["RUS"])
    institutions: tuple[InstitutionKey, ...] = Field((), description="The institutions it names")
    policies: tuple[PolicyKey, ...] = Field((), description="The policies it names")


class Practice(CitedEntry):
    """An effective practice that the mapping holds up as an example."""

    title: Line = Field(description="Title as printed")
    year: PartialDate | None = Field(None, description="The year or years as printed")
    description: Text = Field(description="What was done, put concisely in your own words")
    themes: tuple[Annotated[Line, TagOf("practice_themes")], ...] = Field((), description="Theme tags")
    place: Line | None = Field(None, description="Where it took place, as printed")
    country: CountryCode | None = Field(
        None, description="ISO 3166 code of the country it took place in", examples=["RUS"]
    )
    led_by: Line | None = Field(None, description="Who carried it out, as printed")
    institutions: tuple[InstitutionKey, ...] = Field((), description="Institutions behind it")
    url: WebAddress | None = Field(
        None, description="Where it stands on the web", examples=["https://example.org"]
    )


class Offices(Strict):
    """Local offices of an institution."""

    description: Text = Field(description="What they are for")
    places: tuple[Line, ...] = Field((), description="Where they are, as printed")
    operational: int | None = Field(None, ge=0, le=99_999, description="How many work", examples=["4"])
    planned: int | None = Field(
        None, ge=0, le=99_999, description="How many are planned in all", examples=["10"]
    )


class Institution(CitedEntry):
    """A public body that deals with the diaspora."""

    name: Line = Field(description="Name as printed")
    acronym: Line | None = Field(None, description="Acronym as printed")
    scope: Annotated[str, CodeOf("institution_scopes")] = Field(description="How far it reaches")
    level: Annotated[str, CodeOf("institution_levels")] = Field(description="Its rank in the state")
    level_printed: Line | None = Field(None, description="The heading it is printed under where that differs")
    established: PartialDate | None = Field(None, description="When it was established")
    status: Annotated[str, CodeOf("institution_statuses")] = Field(description="Whether it is at work")
    status_note: Text | None = Field(None, description="What the source says of that")
    parent: InstitutionKey | None = Field(None, description="The institution that it belongs to")
    mandate: Text = Field(description="What it is there for, put concisely in your own words")
    work: Text | None = Field(None, description="What it has done, put concisely in your own words")
    offices: Offices | None = Field(None, description="Its local offices")


class DiasporaOrganisation(CitedEntry):
    """An organisation of the diaspora abroad."""

    name: Line = Field(description="Name as printed")
    acronym: Line | None = Field(None, description="Acronym as printed")
    listed_as: Line | None = Field(None, description="The heading it shares with others, as printed")
    language: LanguageCode | None = Field(
        None, description="ISO 639 code of its name's language", examples=["de"]
    )
    name_meaning: Line | None = Field(None, description="What its name means")
    country: CountryCode = Field(description="ISO 3166 code of the country it is based in", examples=["DEU"])
    founded: PartialDate | None = Field(None, description="The year as printed")
    activities: tuple[Annotated[str, CodeOf("activity_kinds")], ...] = Field(
        (), description="Kinds of activity that the source tags it with"
    )
    description: Text = Field(description="What it is there for, put concisely in your own words")
    also_active_in: Countries = Field(
        (), description="ISO 3166 codes of other countries it works in", examples=["TJK"]
    )
    sister_organisations: tuple[OrganisationKey, ...] = Field(
        (), description="Organisations it works as one with"
    )
    url: WebAddress | None = Field(None, description="Its address", examples=["https://example.org"])


class FurtherReading(Entry):
    """Something that the mapping points its readers to."""

    title: Line = Field(description="Title as printed")
    about: SectionName = Field(
        description="The section of the mapping that it goes with", examples=["policies"]
    )
    description: Text | None = Field(None, description="What a reader finds there")
    url: WebAddress | None = Field(None, description="Its address", examples=["https://example.org"])


class Citation(Entry):
    """A footnote: the law, book or page that statements rest on."""

    footnote: int | None = Field(None, ge=1, le=9999, description="Its number as printed", examples=["1"])
    kind: Annotated[str, CodeOf("citation_kinds")] = Field(description="What sort of document it is")
    title: Line | None = Field(None, description="Title as printed; not needed where there is an address")
    authors: tuple[Line, ...] = Field((), description="Authors as printed")
    issued_by: Line | None = Field(None, description="The body or publisher that issued it, as printed")
    signatories: tuple[Line, ...] = Field((), description="Who signed it, as printed")
    number: Line | None = Field(None, description="Number of the act", examples=["277"])
    date: PartialDate | None = Field(
        None, description="Date or year of the document", examples=["2010-05-29"]
    )
    articles: tuple[Line, ...] = Field((), description="The articles that are cited", examples=["8"])
    pages: Line | None = Field(None, description="The pages that are cited", examples=["88-90"])
    urls: tuple[WebAddress, ...] = Field((), description="Its addresses", examples=["https://example.org"])
    accessed: PartialDate | None = Field(
        None, description="When the address was visited", examples=["2020-08-11"]
    )
    same_work_as: CitationKey | None = Field(
        None, description="Another footnote that cites the same work in full"
    )
    summary: Text | None = Field(
        None, description="What it says on the matter, put concisely in your own words"
    )

    @model_validator(mode="after")
    def _can_be_found(self) -> "Citation":
        if self.title is None and not self.urls:
            raise ValueError("a title, or at least one address")
        return self


class CountryContent(Strict):
    """One country's mapping: the edition and what it says, section by section."""

    country: CountryCode = Field(description="ISO 3166 code of the country")
    edition: Edition = Field(description="Who made the mapping, when, and what is said about its figures")
    corrections: tuple[Correction, ...] = Field((), description="What the source prints wrongly")
    terminology: tuple[Term, ...] = Field(
        (), description="The words that law and usage have for the diaspora"
    )
    political_rights: tuple[PoliticalRight, ...] = Field(
        (), description="Political rights of citizens abroad"
    )
    policies: tuple[Policy, ...] = Field(
        (), description="Policies, laws and agreements that concern the diaspora"
    )
    policy_milestones: tuple[PolicyMilestone, ...] = Field((), description="The timeline, point by point")
    assessments: tuple[Assessment, ...] = Field(
        (), description="Trends, priorities, achievements and obstacles"
    )
    practices: tuple[Practice, ...] = Field((), description="Effective practices")
    institutions: tuple[Institution, ...] = Field((), description="Public bodies that deal with the diaspora")
    diaspora_organisations: tuple[DiasporaOrganisation, ...] = Field((), description="Organisations abroad")
    further_reading: tuple[FurtherReading, ...] = Field(
        (), description="What the mapping points its readers to"
    )
    citations: tuple[Citation, ...] = Field((), description="The footnotes that the entries rest on")
