"""The qualitative half of a factsheet: what a country's mapping of diaspora engagement says, typed and described.

A model's fields are the columns of its view, but for those in `ASSEMBLED`, which come from another one. Lists
that the views separate by "; " stay as they are: a name may hold that too.
"""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from diaspora_dw.rendering.figures import Row


def _lines(text: object) -> object:
    """A view's text of several lines as a list."""
    return (text.splitlines() if text else []) if isinstance(text, str | None) else text


Names = Annotated[str | None, Field(description='Names, separated by "; "')]
Printed = Annotated[str | None, Field(description="Year, date or span as printed")]
Code = Annotated[str, Field(description="Code of the vocabulary that mart.vocabulary explains")]
Label = Annotated[str | None, Field(description="What the code means, in words")]
Lines = Annotated[list[str], BeforeValidator(_lines), Field(description="Texts in their printed order")]


class Entry(Row):
    """An entry of the mapping: `SECTION` is its section, `KEY` the column with its key."""

    ASSEMBLED: ClassVar[frozenset[str]] = frozenset()
    SECTION: ClassVar[str]
    KEY: ClassVar[str]

    @property
    def key(self) -> str:
        """The entry's key, unique in its section."""
        return str(getattr(self, self.KEY))

    @property
    def anchor(self) -> str:
        """The entry's name on a page."""
        return f"{self.SECTION.replace('_', '-')}-{self.key}"


class CitedEntry(Entry):
    """An entry that rests on footnotes."""

    ASSEMBLED: ClassVar[frozenset[str]] = frozenset({"footnotes"})

    footnotes: Annotated[list[int], Field(description="Numbers of the citations that it rests on")]
    note: Annotated[str | None, Field(description="How the entry was read where its source leaves room")]


class MappingEdition(Row):
    """Whose mapping it is: authors, dates, disclaimer."""

    edition: str
    title: str
    language: Annotated[str, Field(description="ISO 639 code")]
    source: str | None
    url: str | None
    first_issued: Printed
    updated: Printed
    authors: Names
    editors: Names
    publisher: str | None
    implementer: str | None
    funder: str | None
    data_disclaimer: str | None
    data_sources: Names


class Term(CitedEntry):
    """A word for the diaspora."""

    SECTION = "terminology"
    KEY = "term_key"

    term_key: str
    term: str
    kind: Code
    kind_label: Label
    definition: str | None
    original: Annotated[str | None, Field(description="The word in its own language and script")]
    original_language: Annotated[str | None, Field(description="ISO 639 code of that language")]
    since: Printed
    law: Annotated[str | None, Field(description="The policy or law that defines it")]
    refers_to: Names


class PoliticalRight(CitedEntry):
    """A political right of citizens abroad."""

    SECTION = "political_rights"
    KEY = "right_key"

    right_key: str
    right_kind: Code
    right_name: str
    status: Code
    status_label: Label
    conditions: str | None
    since: Printed
    partners: Names
    channels: Names
    arrangements: str | None
    policies: Names


class Action(Entry):
    """One of the things that a policy foresees."""

    SECTION = "policy_actions"
    KEY = "action_key"

    policy_key: str
    action_key: str
    section: Annotated[str | None, Field(description="Its number as printed")]
    text: str
    names: Names
    institutions: Names
    policies: Names


class Policy(CitedEntry):
    """A policy, law, agreement or programme."""

    ASSEMBLED: ClassVar[frozenset[str]] = CitedEntry.ASSEMBLED | {"actions"}
    SECTION = "policies"
    KEY = "policy_key"

    policy_key: str
    title: str
    short_title: str | None
    kind: Code
    kind_label: Label
    status: Code
    status_label: Label
    status_note: str | None
    start_text: Printed
    end_text: Printed
    description: str | None
    diaspora_role: Annotated[str | None, Field(description="The part it gives to the diaspora")]
    objectives: Lines
    approved_by_title: str | None
    approved_by_number: str | None
    approved_by_date: Printed
    approved_by_issuer: str | None
    parent: Annotated[str | None, Field(description="The policy that it is a part of")]
    related: Names
    partners: Names
    institutions: Names
    supported_by: Names
    actions: list[Action]


class Milestone(CitedEntry):
    """A point of the printed timeline, with the policies that stand there."""

    ASSEMBLED: ClassVar[frozenset[str]] = CitedEntry.ASSEMBLED | {"policy_keys"}
    SECTION = "policy_milestones"
    KEY = "milestone_key"

    milestone_key: str
    date_text: Printed
    first_year: int | None
    last_year: int | None
    policy_keys: Annotated[list[str], Field(description="Keys of the policies")]


class Assessment(CitedEntry):
    """A trend, priority, achievement or obstacle."""

    SECTION = "assessments"
    KEY = "assessment_key"

    assessment_key: str
    kind: Code
    kind_label: Label
    heading: str | None
    text: str
    parent_key: Annotated[str | None, Field(description="The finding that this one is an example of")]
    countries: Names
    institutions: Names
    policies: Names


class Practice(CitedEntry):
    """An effective practice."""

    SECTION = "practices"
    KEY = "practice_key"

    practice_key: str
    title: str
    year_text: Printed
    description: str
    themes: Names
    sdgs: Annotated[str | None, Field(description='Sustainable Development Goals, separated by "; "')]
    place: str | None
    place_country_name: str | None
    led_by: str | None
    institutions: Names
    url: str | None


class Institution(CitedEntry):
    """A public body that deals with the diaspora."""

    SECTION = "institutions"
    KEY = "institution_key"

    institution_key: str
    name: str
    acronym: str | None
    scope: Code
    scope_label: Label
    level: Code
    level_label: Label
    level_printed: Annotated[
        str | None, Field(description="The heading it is printed under where that differs")
    ]
    established: Printed
    status: Code
    status_label: Label
    status_note: str | None
    parent: str | None
    mandate: str
    work: str | None
    offices: str | None
    office_places: Names
    offices_operational: int | None
    offices_planned: int | None


class DiasporaOrganisation(CitedEntry):
    """An organisation of the diaspora abroad."""

    SECTION = "diaspora_organisations"
    KEY = "organisation_key"

    organisation_key: str
    name: str
    name_language: Annotated[str | None, Field(description="ISO 639 code of the name's language")]
    name_meaning: str | None
    acronym: str | None
    listed_as: Annotated[str | None, Field(description="The heading it shares with others, as printed")]
    destination_iso3_code: Annotated[str, Field(description="The country it is based in")]
    destination_name: str
    founded: Printed
    activities: Names
    description: str
    also_active_in: Names
    sister_organisations: Names
    url: str | None


class FurtherReading(Entry):
    """Something that the mapping points its readers to."""

    SECTION = "further_reading"
    KEY = "reading_key"

    reading_key: str
    title: str
    about: Annotated[str, Field(description="The section that it goes with")]
    description: str | None
    url: str | None


class Correction(Entry):
    """Something that the source prints wrongly, and what is right."""

    SECTION = "corrections"
    KEY = "correction_key"

    correction_key: str
    location: str
    printed: str
    correct: str
    reason: str
    is_applied: Annotated[bool, Field(description="Whether what is right stands here; else what is printed")]


class Citation(Entry):
    """A footnote: the law, book or page that statements rest on."""

    SECTION = "citations"
    KEY = "citation_key"

    citation_key: str
    footnote: Annotated[int, Field(description="Its number: as printed, else the next one free")]
    kind: Code
    kind_label: Label
    title: str | None
    authors: Names
    issued_by: str | None
    signatories: Names
    number: Annotated[str | None, Field(description="Number of the act")]
    date_text: Printed
    articles: Names
    pages: str | None
    urls: Lines
    accessed: Printed
    same_work_as_footnote: int | None
    summary: str | None


class Mapping(Row):
    """A country's mapping of diaspora engagement, section by section, in the printed order."""

    edition: MappingEdition
    terminology: list[Term]
    political_rights: list[PoliticalRight]
    policies: list[Policy]
    policy_milestones: list[Milestone]
    assessments: list[Assessment]
    practices: list[Practice]
    institutions: list[Institution]
    diaspora_organisations: list[DiasporaOrganisation]
    further_reading: list[FurtherReading]
    corrections: list[Correction]
    citations: list[Citation]
