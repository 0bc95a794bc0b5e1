"""Which tables of rights, institutions, policies, practices and organisations the site has, and what they say.

A table shows the rows of a query. What its columns are called stands in the content model, unless it says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import LiteralString

from diaspora_dw.rendering import wording

NOT_MAPPED = (
    "Listed are the countries whose engagement with their diaspora has been studied. A country that is not listed has "
    "not been studied yet, and an entry that is missing may exist all the same."
)


@dataclass(frozen=True)
class Filter:
    """A choice among the codes of a column. The column `words` says what they mean. Both may be lists."""

    name: str
    label: str
    codes: str
    words: str


@dataclass(frozen=True)
class Table:
    """A table of the site: the rows of a query, the columns it shows, and those it shows as details of a row."""

    name: str
    title: str
    view: str
    key: str
    """The column with the key of a row within its country."""
    columns: Sequence[str]
    details: Sequence[str]
    introduction: str
    absence: str
    query: LiteralString
    filters: Sequence[Filter] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels of the columns that the content model has no words for."""
    lists: frozenset[str] = frozenset()
    years: tuple[str, str] | None = None
    """The columns with the first and the last year of a row, for the filter by year."""
    year_label: str = ""
    section: str = ""
    """The section of the content model whose footnotes belong to the rows."""
    leads: Sequence[str] = ()
    """Details of which the first that a row has stands openly under its name."""
    entry: str = ""
    """What a row is, for the search; empty where the rows have no names."""


TABLES = (
    Table(
        name="right",
        title="Political rights of citizens abroad",
        view="political_right",
        key="right_key",
        columns=("right_name", "status_label"),
        details=(
            *(
                "conditions",
                "since_text",
                "partners",
                "channels",
                "arrangements",
                "seats",
                "legal_basis",
                "policies",
                "note",
            ),
            *("other_source", "differing_source"),
        ),
        introduction=(
            "Whether citizens who live abroad may hold a second citizenship, may vote and stand in national elections, "
            "and have seats in parliament set aside for them."
        ),
        absence=wording.MORE_RIGHTS.replace("for this country", "for countries that have not been studied"),
        query="""
            select
                iso3_code, right_key, right_kind, right_name, status, status_label, conditions, since_text,
                partners, channels, arrangements,
                chamber || ': ' || seats || ' of ' || total_seats || ' seats' as seats,
                legal_basis, policies, note, source, as_of_text,
                case when sources_disagree then null else other_source || '.' end as other_source,
                case when sources_disagree then other_source || '.' end as differing_source
            from mart.political_right
            order by iso3_code, position
        """,
        filters=(
            Filter("kind", "Right", "right_kind", "right_name"),
            Filter("status", "Status", "status", "status_label"),
        ),
        labels={
            "right_name": "Right",
            "legal_basis": f"Legal basis {wording.ABBREVIATED}",
            "other_source": "Another source",
            "differing_source": "Another source disagrees",
        },
        section="political_rights",
        leads=("conditions", "seats", "note"),
    ),
    Table(
        name="dual-citizenship",
        title="Dual citizenship by law",
        view="dual_citizenship",
        key="year",
        columns=("acceptance", "loss_meaning", "naturalisation_meaning"),
        details=(
            *("loss_article", "loss_conditions", "naturalisation_requirement_article"),
            *("naturalisation_requirement_conditions", "renunciation", "renunciation_article"),
            "renunciation_conditions",
        ),
        introduction=(
            "Whether the letter of the law accepts a second citizenship: of citizens who naturalise abroad, and of "
            "foreigners who naturalise in the country."
        ),
        absence=(
            "The table shows the law of one year. Reforms since then are not in it, and practice may differ from the "
            "letter of the law. A country that is not listed is not in the dataset."
        ),
        query="""
            select *, 'globalcit' as source, year || '-01-01' as as_of_text
            from mart.dual_citizenship
            where year = (select max(year) from mart.dual_citizenship)
            order by iso3_code
        """,
        filters=(Filter("kind", "Accepted", "acceptance", "acceptance"),),
        labels={
            "acceptance": "Accepted",
            "loss_meaning": "Citizens who naturalise abroad",
            "loss_article": "Article on the loss of citizenship",
            "loss_conditions": "Conditions of the loss, in the dataset’s words",
            "naturalisation_meaning": "Foreigners who naturalise here",
            "naturalisation_requirement_article": "Article on naturalisation",
            "naturalisation_requirement_conditions": "Conditions of naturalisation, in the dataset’s words",
            "renunciation": "Giving the citizenship up",
            "renunciation_article": "Article on giving it up",
            "renunciation_conditions": "Conditions of giving it up, in the dataset’s words",
        },
    ),
    Table(
        name="institution",
        title="Institutions that deal with the diaspora",
        view="institution",
        key="institution_key",
        columns=("name", "level_label", "established_text"),
        details=(
            *(
                "acronym",
                "scope_label",
                "level_printed",
                "status_label",
                "status_note",
                "parent",
                "mandate",
                "work",
            ),
            *("offices", "office_places", "offices_operational", "offices_planned", "note"),
        ),
        introduction="Public bodies that deal with the diaspora, and posts in cabinets whose titles name it.",
        absence=f"{NOT_MAPPED} {wording.MORE_INSTITUTIONS}",
        query="select * from mart.institution order by iso3_code, position",
        filters=(
            Filter("kind", "Level", "level", "level_label"),
            Filter("status", "Status", "status", "status_label"),
        ),
        years=("established_year", "established_year"),
        year_label="Established in",
        section="institutions",
        leads=("mandate",),
        entry="Institution",
    ),
    Table(
        name="policy",
        title="Policies, laws, programmes and agreements",
        view="policy",
        key="policy_key",
        columns=("title", "kind_label", "status_label", "period"),
        details=(
            *(
                "short_title",
                "description",
                "diaspora_role",
                "objectives",
                "actions",
                "milestones",
                "approved_by",
            ),
            *("parent", "related", "partners", "institutions", "supported_by", "status_note", "note"),
        ),
        introduction="What governments have decided, planned or agreed on that concerns their diaspora.",
        absence=NOT_MAPPED,
        query="""
            with action as (
                select
                    iso3_code,
                    policy_key,
                    array_agg(
                        concat_ws(' ', section, text, 'Named: ' || names || '.') order by position
                    ) as actions
                from mart.policy_action
                group by iso3_code, policy_key
            ),

            milestone as (
                select iso3_code, policy_key, array_agg(date_text order by position) as milestones
                from mart.policy_milestone
                where date_text <> 'unknown'
                group by iso3_code, policy_key
            )

            select
                p.*,
                string_to_array(p.objectives, e'\n') as objectives,
                a.actions,
                m.milestones
            from mart.policy as p
            left join action as a using (iso3_code, policy_key)
            left join milestone as m using (iso3_code, policy_key)
            order by p.iso3_code, p.position
        """,
        filters=(
            Filter("kind", "Kind", "kind", "kind_label"),
            Filter("status", "Status", "status", "status_label"),
        ),
        labels={"milestones": "In the timeline at"},
        years=("in_force_from_year", "in_force_to_year"),
        year_label="In force in",
        section="policies",
        leads=("description",),
        entry="Policy",
    ),
    Table(
        name="practice",
        title="Effective practices",
        view="practice",
        key="practice_key",
        columns=("title", "date_text", "themes", "sdgs"),
        details=("description", "place", "led_by", "institutions", "url", "note"),
        introduction=(
            "What has been done with and for the diaspora, by theme and by the Sustainable Development Goals (SDGs) "
            "that the themes serve. Which goals a theme serves is our reading of the 2030 Agenda."
        ),
        absence=NOT_MAPPED,
        query="""
            select *, concat_ws(', ', place, nullif(place_country_name, place)) as place
            from mart.practice
            order by iso3_code, position
        """,
        filters=(
            Filter("theme", "Theme", "theme_codes", "themes"),
            Filter("sdg", "SDG", "sdgs", "sdgs"),
        ),
        labels={"date_text": "Year"},
        lists=frozenset({"themes", "sdgs"}),
        years=("first_year", "last_year"),
        year_label="Year",
        section="practices",
        leads=("description",),
        entry="Practice",
    ),
    Table(
        name="organisation",
        title="Organisations of the diaspora",
        view="diaspora_organisation",
        key="organisation_key",
        columns=("name", "destination_name", "founded_text", "activities"),
        details=(
            *(
                "acronym",
                "name_meaning",
                "listed_as",
                "description",
                "also_active_in",
                "sister_organisations",
            ),
            *("url", "note"),
        ),
        introduction="Associations of people from a country who live in others. The country is that of origin.",
        absence=NOT_MAPPED,
        query="select * from mart.diaspora_organisation order by iso3_code, position",
        filters=(
            Filter("in", "Based in", "destination_iso3_code", "destination_name"),
            Filter("kind", "Activities", "activity_codes", "activities"),
        ),
        labels={"destination_name": "Based in"},
        lists=frozenset({"activities"}),
        years=("founded_year", "founded_year"),
        year_label="Founded in",
        section="diaspora_organisations",
        leads=("description",),
        entry="Organisation",
    ),
)
