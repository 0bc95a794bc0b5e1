"""The qualitative half of the star: what curated mappings say of countries, edition by edition.

Written as tables rather than classes, because nearly all share one key (release, country, an entry's own
key) and a date takes four columns: its text, how much of it is known, the first and the last day it can mean.
Links to one kind of entry are foreign keys; where several sections link to the same kind, `section` and
`entry_key` name the entry that links, and `sql/check/` proves that it is there.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import SchemaItem

from diaspora_dw.schema.base import Base

RELEASE_KEY = ("release_id", "country_id")


def _text(name: str, *, required: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not required)


def _texts(name: str) -> Column[list[str]]:
    """A list that is only read as a whole; what people filter by has a bridge."""
    return Column(name, ARRAY(Text), nullable=False)


def _date(name: str) -> tuple[Column[Any], ...]:
    """The four columns of a date as mappings print it."""
    return (
        Column(f"{name}_text", Text),
        Column(f"{name}_precision", Text),
        Column(f"{name}_earliest", Date),
        Column(f"{name}_latest", Date),
    )


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _country(name: str) -> Column[int]:
    """A country as a part of the key."""
    return Column(name, SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True)


def _position() -> Column[int]:
    return Column("position", SmallInteger, nullable=False)


def _entry(column: str, table: str) -> ForeignKeyConstraint:
    """A link to an entry of the same release."""
    entry_key = next(
        c.name for c in Base.metadata.tables[f"dw.{table}"].primary_key if c.name not in RELEASE_KEY
    )
    return ForeignKeyConstraint(
        [column, *RELEASE_KEY], [f"dw.{table}.{name}" for name in (entry_key, *RELEASE_KEY)]
    )


def _content(name: str, *columns: SchemaItem) -> Table:
    """A table of curated content: every release of a country has its rows, which go with the release."""
    return Table(
        name,
        Base.metadata,
        Column(
            "release_id",
            ForeignKey("dw.source_release.release_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        _country("country_id"),
        *columns,
        schema="dw",
        info={"is_content": True},
    )


dim_vocabulary = Table(
    "dim_vocabulary",
    Base.metadata,
    _key("vocabulary"),
    _key("code"),
    _text("label", required=True),
    _text("definition", required=True),
    _position(),
    schema="dw",
)
dim_right = Table(
    "dim_right",
    Base.metadata,
    _key("right_kind"),
    _text("right_name", required=True),
    _text("definition", required=True),
    _position(),
    schema="dw",
)
dim_theme = Table(
    "dim_theme",
    Base.metadata,
    _key("theme_code"),
    _text("theme_name", required=True),
    _text("definition", required=True),
    _position(),
    schema="dw",
)
bridge_theme_sdg = Table(
    "bridge_theme_sdg",
    Base.metadata,
    Column("theme_code", Text, ForeignKey("dw.dim_theme.theme_code"), primary_key=True),
    Column("sdg_number", SmallInteger, primary_key=True, autoincrement=False),
    CheckConstraint("sdg_number between 1 and 17", name="sdg_number_known"),
    schema="dw",
)

dim_content_edition = _content(
    "dim_content_edition",
    _text("title", required=True),
    _text("language", required=True),
    _text("source"),
    _text("url"),
    *_date("first_issued"),
    *_date("updated"),
    _texts("authors"),
    _texts("editors"),
    _text("publisher"),
    _text("implementer"),
    _text("funder"),
    _text("data_disclaimer"),
    _texts("data_sources"),
)
dim_correction = _content(
    "dim_correction",
    _key("correction_key"),
    _position(),
    _text("location", required=True),
    _text("printed", required=True),
    _text("correct", required=True),
    _text("reason", required=True),
    Column("is_applied", Boolean, nullable=False),
)
dim_further_reading = _content(
    "dim_further_reading",
    _key("reading_key"),
    _position(),
    _text("title", required=True),
    _text("about", required=True),
    _text("description"),
    _text("url"),
)
dim_citation = _content(
    "dim_citation",
    _key("citation_key"),
    _position(),
    Column("footnote", SmallInteger),
    _text("kind", required=True),
    _text("title"),
    _texts("authors"),
    _text("issued_by"),
    _texts("signatories"),
    _text("number"),
    *_date("date"),
    _texts("articles"),
    _text("pages"),
    _texts("urls"),
    *_date("accessed"),
    _text("same_work_as"),
    _text("summary"),
)
dim_citation.append_constraint(_entry("same_work_as", "dim_citation"))
dim_institution = _content(
    "dim_institution",
    _key("institution_key"),
    _position(),
    _text("name", required=True),
    _text("acronym"),
    _text("scope", required=True),
    _text("level", required=True),
    _text("level_printed"),
    *_date("established"),
    _text("status", required=True),
    _text("status_note"),
    _text("parent_key"),
    _text("mandate", required=True),
    _text("work"),
    _text("offices"),
    _texts("office_places"),
    Column("offices_operational", Integer),
    Column("offices_planned", Integer),
    _text("note"),
)
dim_institution.append_constraint(_entry("parent_key", "dim_institution"))
dim_policy = _content(
    "dim_policy",
    _key("policy_key"),
    _position(),
    _text("title", required=True),
    _text("short_title"),
    _text("kind", required=True),
    _text("status", required=True),
    _text("status_note"),
    *_date("start"),
    *_date("end"),
    _text("description"),
    _texts("objectives"),
    _text("diaspora_role"),
    _text("approved_by_key"),
    _text("parent_key"),
    _texts("supported_by"),
    _text("note"),
    _entry("approved_by_key", "dim_citation"),
)
dim_policy.append_constraint(_entry("parent_key", "dim_policy"))
dim_policy_action = _content(
    "dim_policy_action",
    _key("action_key"),
    _position(),
    _text("policy_key", required=True),
    _text("section"),
    _text("text", required=True),
    _texts("names"),
    _entry("policy_key", "dim_policy"),
)
dim_term = _content(
    "dim_term",
    _key("term_key"),
    _position(),
    _text("term", required=True),
    _text("kind", required=True),
    _text("definition"),
    _text("original"),
    _text("original_language"),
    *_date("since"),
    _text("defined_by_key"),
    _texts("refers_to_keys"),
    _text("note"),
    _entry("defined_by_key", "dim_policy"),
)
dim_assessment = _content(
    "dim_assessment",
    _key("assessment_key"),
    _position(),
    _text("kind", required=True),
    _text("heading"),
    _text("text", required=True),
    _text("parent_key"),
    _text("note"),
)
dim_assessment.append_constraint(_entry("parent_key", "dim_assessment"))
dim_practice = _content(
    "dim_practice",
    _key("practice_key"),
    _position(),
    _text("title", required=True),
    *_date("year"),
    _text("description", required=True),
    _text("place"),
    Column("place_country_id", SmallInteger, ForeignKey("dw.dim_country.country_id")),
    _text("led_by"),
    _text("url"),
    _text("note"),
)
dim_organisation = _content(
    "dim_organisation",
    _key("organisation_key"),
    _position(),
    _text("name", required=True),
    _text("acronym"),
    _text("listed_as"),
    _text("name_language"),
    _text("name_meaning"),
    *_date("founded"),
    _text("description", required=True),
    _texts("sister_keys"),
    _text("url"),
    _text("note"),
)

fact_political_right = _content(
    "fact_political_right",
    _key("right_key"),
    _position(),
    Column("right_kind", Text, ForeignKey("dw.dim_right.right_kind"), nullable=False),
    _text("status", required=True),
    _text("conditions"),
    *_date("since"),
    _text("arrangements"),
    _text("note"),
)
fact_policy_milestone = _content(
    "fact_policy_milestone",
    _key("milestone_key"),
    _key("policy_key"),
    _position(),
    *_date("date"),
    _text("note"),
    _entry("policy_key", "dim_policy"),
)
fact_mandate = _content(
    "fact_mandate",
    _key("institution_key"),
    _key("policy_key"),
    _key("action_key"),
    _entry("institution_key", "dim_institution"),
    _entry("policy_key", "dim_policy"),
)
fact_organisation_presence = _content(
    "fact_organisation_presence",
    _key("organisation_key"),
    _country("destination_id"),
    _position(),
    Column("is_base", Boolean, nullable=False),
    _entry("organisation_key", "dim_organisation"),
    Index(None, "destination_id"),
)

bridge_citation = _content(
    "bridge_citation",
    _key("section"),
    _key("entry_key"),
    _key("citation_key"),
    _position(),
    _entry("citation_key", "dim_citation"),
)
bridge_named_country = _content(
    "bridge_named_country",
    _key("section"),
    _key("entry_key"),
    _country("named_country_id"),
    _position(),
)
bridge_named_policy = _content(
    "bridge_named_policy",
    _key("section"),
    _key("entry_key"),
    _key("policy_key"),
    _position(),
    _entry("policy_key", "dim_policy"),
)
bridge_named_institution = _content(
    "bridge_named_institution",
    _key("section"),
    _key("entry_key"),
    _key("institution_key"),
    _position(),
    _entry("institution_key", "dim_institution"),
)
bridge_related_policy = _content(
    "bridge_related_policy",
    _key("policy_key"),
    _key("relation"),
    _key("related_policy_key"),
    _position(),
    _entry("policy_key", "dim_policy"),
    _entry("related_policy_key", "dim_policy"),
)
bridge_right_channel = _content(
    "bridge_right_channel",
    _key("right_key"),
    _key("channel"),
    _position(),
    _entry("right_key", "fact_political_right"),
)
bridge_practice_theme = _content(
    "bridge_practice_theme",
    _key("practice_key"),
    _key("theme_code"),
    _position(),
    _entry("practice_key", "dim_practice"),
)
bridge_activity = _content(
    "bridge_activity",
    _key("organisation_key"),
    _key("activity"),
    _position(),
    _entry("organisation_key", "dim_organisation"),
)
