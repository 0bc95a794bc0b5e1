"""Tajikistan's mapping as readers find it: each question is one SELECT."""

from typing import Any

from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.database import Database


def rows(database: Database, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(query.encode(), parameters).fetchall()


def test_which_countries_allow_dual_citizenship_and_since_when(loaded: Database) -> None:
    assert rows(
        loaded,
        """
        select country_name, since_text, partners
        from mart.political_right
        where right_kind = 'dual_citizenship' and status in ('granted', 'conditional') and source = 'content'
        """,
    ) == [("Tajikistan", "1995", "Russian Federation")]


def test_every_state_has_one_right_of_dual_citizenship_and_its_curated_one_if_there_is_one(
    loaded: Database,
) -> None:
    found = rows(
        loaded,
        """
        select source, count(*), count(distinct iso3_code) from mart.political_right
        where right_kind = 'dual_citizenship' group by source order by source
        """,
    )
    assert found == [("content", 1, 1), ("globalcit", 189, 189)]


def test_dual_citizenship_comes_out_as_published(loaded: Database) -> None:
    assert rows(
        loaded,
        """
        select accepted_naturalising_abroad, accepted_naturalising_here, count(*)
        from mart.dual_citizenship where year = 2020 group by 1, 2 order by 1, 2
        """,
    ) == [(False, False, 42), (False, True, 23), (True, False, 32), (True, True, 93)]
    assert rows(
        loaded,
        """
        select iso3_code, accepted_naturalising_abroad, loss_category, loss_article, right_status
        from mart.dual_citizenship where iso3_code in ('IND', 'MEX', 'TJK') order by iso3_code
        """,
    ) == [
        ("IND", False, "Lapse, general", "IND 9", "denied"),
        ("MEX", True, "Withdrawal, only naturalised citizens", "Const 37B(1)", "granted"),
        ("TJK", False, "Withdrawal, with exceptions", "TAJ 23", "conditional"),
    ]


def test_registers_have_posts_in_25_countries_and_seats_in_18(loaded: Database) -> None:
    assert rows(
        loaded,
        """
        select count(*), count(distinct iso3_code), min(as_of_text)
        from mart.institution where source = 'register' and level = 'ministerial'
        """,
    ) == [(28, 25, "2019-06")]
    assert rows(
        loaded,
        """
        select count(*), count(distinct iso3_code), sum(seats)::integer
        from mart.political_right where right_kind = 'reserved_representation' and source = 'register'
        """,
    ) == [(20, 18, 115)]


def test_a_row_of_a_register_has_a_key_that_lasts_and_conditions_only_where_there_are_any(
    loaded: Database,
) -> None:
    assert rows(
        loaded,
        """
        select right_key, conditions, note
        from mart.political_right where iso3_code in ('ITA', 'ZWE') order by 1, 2, 3
        """,
    ) == [
        (
            "dual-citizenship-law",
            None,
            f"A citizen who acquires another citizenship keeps this one. Foreigners who naturalise {must} their former "
            "citizenship.",
        )
        for must in ("must give up", "need not give up")
    ] + [("seats-chamber-of-deputies", None, None), ("seats-senate", None, None)]


def test_institutions_at_ministerial_level_and_the_remittance_share_of_their_countries(
    loaded: Database,
) -> None:
    found = rows(
        loaded,
        """
        select i.name, p.remittances_received_pct_of_gdp, p.remittances_received_pct_of_gdp_year
        from mart.institution as i
        inner join mart.country_profile as p on i.iso3_code = p.iso3_code
        where i.level = 'ministerial' and i.source = 'content'
        order by i.position
        """,
    )
    assert [(name, round(share, 2), year) for name, share, year in found] == [
        ("The Ministry of Labour, Migration and Employment of Population of Tajikistan", 38.42, 2023),
        ("The Ministry of Foreign Affairs of Tajikistan", 38.42, 2023),
    ]


def test_diaspora_organisations_in_germany_for_countries_of_origin_in_central_asia(loaded: Database) -> None:
    assert rows(
        loaded,
        """
        select name, founded_year
        from mart.diaspora_organisation
        where destination_iso3_code = 'DEU' and subregion_name = 'Central Asia'
        order by founded_year
        """,
    ) == [
        ("Deutsch-Tadschkische Gesellschaft (DTG) e.V.", 2001),
        ("NUR Tadschkische Gesellschaft e.V.", 2016),
    ]


def test_practices_by_theme(loaded: Database) -> None:
    assert rows(loaded, "select theme_name, title, sdgs from mart.practice_theme order by theme_name") == [
        ("Communication & information", "Diaspora.tj", "16"),
        ("Digitalisation", "Diaspora.tj", "9; 17"),
        ("Knowledge transfer", "TajRupt", "4; 9; 17"),
        ("Labour migration", "Protecting labour migrants during crisis", "8; 10"),
        ("Migrant rights", "Protecting labour migrants during crisis", "8; 10; 16"),
    ]


def test_policies_in_force_in_2019(loaded: Database) -> None:
    found = rows(
        loaded,
        """
        select policy_key
        from mart.policy
        where in_force_from_year <= 2019 and (in_force_to_year >= 2019 or in_force_to_year is null)
        """,
    )
    assert {key for (key,) in found} == {
        "nds-2030",
        "mtdp-2016-2020",
        "labour-recruitment-agreement-russia",
        "state-concept",
        "dual-citizenship-agreement-russia",
    }


def test_a_policy_that_ended_nobody_knows_when_is_in_force_in_no_year(loaded_copy: Database) -> None:
    with loaded_copy.connect() as connection:
        ended = connection.execute(
            "update dw.dim_policy set status = 'ended' where policy_key = 'state-concept' and end_latest is null"
        )
        assert ended.rowcount == 1
    found = rows(
        loaded_copy,
        """
        select p.in_force_from_year, p.in_force_to_year, c.policies_in_force
        from mart.policy as p inner join mart.country_profile as c on p.iso3_code = c.iso3_code
        where p.policy_key = 'state-concept'
        """,
    )
    assert found == [(None, None, 4)], "and the profile counts one fewer than the five it had"


def test_the_profile_tells_rights_and_institutions_of_a_country_with_content_and_of_others_dual_citizenship(
    loaded: Database,
) -> None:
    query = """
        select
            dual_citizenship, dual_citizenship_since_year, dual_citizenship_partners, vote_from_abroad, voting_channels,
            ministerial_institutions, policies_in_force, diaspora_organisations, practices, content_edition,
            content_updated_text
        from mart.country_profile where iso3_code = %s
    """
    (tajikistan,) = rows(loaded, query, "TJK")
    assert tajikistan == (
        *("conditional", 1995, "Russian Federation", "granted", "At embassies; At consulates"),
        *(2, 5, 5, 4, "2025", "2025-07"),
    )
    (germany,) = rows(loaded, query, "DEU")
    assert germany[0] == "conditional"
    assert set(germany[1:]) == {None}
    also = """
        select dual_citizenship_as_of_text, dual_citizenship_acceptance from mart.country_profile where iso3_code = %s
    """
    assert rows(loaded, also, "TJK") == [("2025-07", "In neither direction")]
    assert rows(loaded, also, "DEU") == [("2020-01-01", "In neither direction")]
    sources = "select dual_citizenship_source, count(*) from mart.country_profile group by 1 order by 1"
    assert rows(loaded, sources)[:2] == [("content", 1), ("globalcit", 189)]


def test_a_statement_leads_to_its_footnotes_and_a_footnote_to_its_statements(loaded: Database) -> None:
    of_right = rows(
        loaded,
        """
        select footnote, field from mart.citation_link
        where section = 'political_rights' and entry_key = 'vote-from-abroad' order by position
        """,
    )
    assert of_right == [(4, "channels"), (3, None)]
    of_footnote = rows(loaded, "select entry_title from mart.citation_link where footnote = 1")
    assert {title for (title,) in of_footnote} == {
        "Tajik diaspora",
        "Foreign compatriots",
        "Tajiks abroad",
        "State Concept of Attracting Compatriots Living Abroad as Partners for the Development",
    }


def test_every_code_in_use_is_explained_with_its_goals(loaded: Database) -> None:
    found = rows(
        loaded,
        "select label, sdgs from mart.vocabulary where vocabulary = 'practice_themes' and code = 'youth'",
    )
    assert found == [("Youth", "4; 8")]
    assert rows(loaded, "select distinct vocabulary from mart.vocabulary order by 1") == [
        (name,) for name in sorted(Vocabularies.model_fields)
    ]


def test_the_release_tells_how_to_cite_it_and_where_it_is_from(loaded: Database) -> None:
    assert rows(
        loaded, "select subject, edition, url, citation from mart.source_status where source_code = 'content'"
    ) == [
        (
            "TJK",
            "2025",
            "package:etl/content",
            "EUDiF, Diaspora engagement mapping TAJIKISTAN, updated July 2025. The facts are selected there; "
            "their wording is by diaspora-dw.",
        )
    ]
