"""What the views say about figures that are too low, against the real figures of both editions."""

from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.resources import SQL_FOLDER


def rows(database: Database, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(query, parameters).fetchall()


def test_edition_2024_reassessed_60_of_233_destinations_as_un_desa_says(loaded: Database) -> None:
    found = rows(
        loaded,
        "select count(*) filter (where reassessed), count(*) filter (where not reassessed) "
        "from mart.destination_coverage where edition = '2024' and year = 2024",
    )
    assert found == [(60, 173)]


def test_the_first_edition_is_compared_with_nothing(loaded: Database) -> None:
    found = rows(
        loaded,
        "select count(*), count(reassessed) from mart.destination_coverage where edition = '2020' and year = 2020",
    )
    assert found == [(232, 0)]


def test_germany_names_few_origins_and_does_not_know_the_origin_of_3_million(loaded: Database) -> None:
    ((unknown, share, named, note),) = rows(
        loaded,
        "select unknown_origin, unknown_origin_pct, origins_named, coverage_note from mart.destination_coverage "
        "where iso3_code = 'DEU' and edition = '2024' and year = 2024",
    )
    assert (unknown, round(share, 1), named) == (3_137_259, 18.7, 27)
    assert note == (
        "UN DESA does not say where many of the immigrants (18.7 %) come from, so the figure may be too low."
    )


@pytest.mark.parametrize(
    ("origin", "before", "after"),
    [("TJK", 36_327, 1_737), ("KGZ", 103_268, 6_210), ("UZB", 77_729, 22_340), ("LTU", 254_075, 121_274)],
)
def test_emigrants_in_the_eu_carry_what_the_former_edition_said_of_the_same_year(
    loaded: Database, origin: str, before: int, after: int
) -> None:
    ((year, was, now, note),) = rows(
        loaded,
        "select compared_year, emigrants_before, emigrants_after, coverage_note from mart.emigration_by_group "
        "where iso3_code = %s and group_code = 'EU27_2020' and year = 2024",
        origin,
    )
    assert (year, was, now) == (2020, before, after)
    assert note.startswith(
        f"For 2020, the 2020 edition counted {before:,} emigrants there and the 2024 edition {after:,}. "
        "UN DESA does not say where many of the immigrants (10.1 %) come from"
    )


def test_a_small_state_that_lost_its_main_destination_says_so(loaded: Database) -> None:
    ((note,),) = rows(
        loaded, "select coverage_note from mart.emigration where iso3_code = 'TUV' and year = 2024"
    )
    assert note == (
        "For 2020, the 2020 edition counted 3,670 emigrants and the 2024 edition 1,164. "
        "For 2020, the 2020 edition counted 1,903 in New Zealand and the 2024 edition none."
    )


def test_editions_disagree_on_a_small_states_corridors_as_on_a_large_ones(loaded: Database) -> None:
    found = rows(
        loaded,
        "select destination_iso3_code, migrants_before, migrants_after from mart.edition_change "
        "where origin_iso3_code = 'TUV' and year = 2020 and is_revised order by difference",
    )
    assert found == [("NZL", 1_903, None), ("RUS", 580, None), ("ESP", 44, None)]


def test_a_figure_with_a_note_on_its_loss_is_one_that_editions_disagree_on(loaded: Database) -> None:
    found = rows(
        loaded,
        "select count(*), count(*) filter (where is_revised) from mart.emigration "
        "where year = 2024 and coverage_note like '%% emigrants and the 2024 edition %%'",
    )
    assert found[0][0] > 50
    assert found[0][0] == found[0][1]


def test_36_origins_lost_more_than_half_of_their_emigrants_and_all_of_them_say_so(loaded: Database) -> None:
    found = rows(
        loaded,
        "select count(*), count(coverage_note) from mart.emigration "
        "where year = 2024 and emigrants_after < 0.5 * emigrants_before",
    )
    assert found == [(36, 36)]


def test_a_figure_that_hardly_changed_in_a_place_that_names_origins_needs_no_note(loaded: Database) -> None:
    found = rows(
        loaded,
        "select count(*), count(coverage_note) from mart.corridor where year = 2024 "
        "and unknown_origin_pct < 5 and migrants_after > 0.75 * migrants_before",
    )
    assert found[0][0] > 1000
    assert found[0][1] == 0


@pytest.mark.parametrize("view", ["mart.emigration where year = 2024", "mart.country_profile"])
def test_sums_over_origins_are_the_worlds_and_survive_a_join_with_the_countries(
    loaded: Database, view: str
) -> None:
    table, _, condition = view.partition(" where ")
    found = rows(
        loaded,
        f"select sum(emigrants) from {table} inner join mart.country using (iso3_code) "
        f"where {condition or 'true'}",
    )
    assert found == [(304_021_813,)]


def test_sums_of_remittances_over_countries_are_the_world_banks(loaded: Database) -> None:
    found = rows(
        loaded,
        """
        select w.year, w.published_value, w.total, w.is_partial_year, sum(r.remittances_received_usd)
        from mart.indicator_by_group as w
        inner join mart.remittance as r using (year)
        inner join mart.country as c using (iso3_code)
        where w.group_code = 'WORLD' and w.indicator_code = 'BX.TRF.PWKR.CD.DT' and w.year >= 2018
        group by w.year, w.published_value, w.total, w.is_partial_year
        order by w.year
        """,
    )
    assert len(found) == 7
    for _, published, value, _, summed in found:
        assert value == pytest.approx(published)
        assert summed == pytest.approx(published)
    assert [year for year, *_, is_partial, _ in found if is_partial] == [2024]


def test_the_world_bank_publishes_a_placeholder_zero_for_25_economies_since_2010(loaded: Database) -> None:
    ((economies, given),) = rows(
        loaded,
        "select count(distinct iso3_code), count(remittances_received_usd) from mart.remittance "
        "where is_placeholder_zero and year >= 2010",
    )
    assert (economies, given) == (25, 0)
    ((published, latest),) = rows(
        loaded,
        "select count(*) filter (where is_placeholder_zero and value = 0), "
        "max(year) filter (where is_latest_year) from mart.indicator "
        "where iso3_code = 'SYR' and indicator_code = 'BX.TRF.PWKR.CD.DT'",
    )
    assert published > 10
    assert latest == 2010


def test_two_economies_have_nothing_but_placeholders(loaded: Database) -> None:
    found = rows(
        loaded,
        "select iso3_code from mart.indicator where indicator_code = 'BX.TRF.PWKR.CD.DT' "
        "group by iso3_code having bool_and(is_placeholder_zero) order by iso3_code",
    )
    assert found == [("BHR",), ("SGP",)]


def test_a_group_that_an_edition_no_longer_names_emigrants_in_has_the_former_figure_and_a_note(
    loaded: Database,
) -> None:
    ((emigrants, before, after, note),) = rows(
        loaded,
        "select emigrants, emigrants_before, emigrants_after, coverage_note from mart.emigration_by_group "
        "where iso3_code = 'LBR' and group_code = 'UN_21' and year = 2024",
    )
    assert (emigrants, before, after) == (None, 107_897, None)
    assert note.startswith(
        "For 2020, the 2020 edition counted 107,897 emigrants there and the 2024 edition none."
    )


@pytest.mark.parametrize(
    "view",
    [
        "mart.corridor where origin_iso3_code = 'ZZZ'",
        "mart.emigration_by_group where iso3_code = 'ZZZ'",
        "mart.emigration where iso3_code = 'ZZZ'",
    ],
)
def test_migrants_of_unknown_origin_need_no_note_that_some_may_be_missing(
    loaded: Database, view: str
) -> None:
    ((found, noted),) = rows(loaded, f"select count(*), count(coverage_note) from {view}")
    assert found > 0
    assert noted == 0


def test_editions_side_by_side_are_not_to_be_added_up(loaded: Database) -> None:
    found = rows(
        loaded,
        "select distinct aggregation from mart.data_dictionary "
        "where view_name = 'destination_coverage' and column_name in ('immigrants', 'unknown_origin')",
    )
    assert found == [("within one year and one edition",)]


def test_the_fixed_group_has_27_members_in_every_year_and_the_other_those_of_the_year(
    loaded: Database,
) -> None:
    counted = dict(
        rows(
            loaded,
            "select g.group_code || ' ' || d.day, count(*) from mart.country_group_member as g "
            "cross join (values (date '1990-07-01'), (date '2010-07-01'), (date '2024-07-01')) as d (day) "
            "where g.group_code in ('EU', 'EU27_2020', 'EU28') and g.valid_from <= d.day "
            "and (g.valid_to >= d.day or g.valid_to is null) group by 1",
        )
    )
    assert counted == {
        "EU 1990-07-01": 12,
        "EU 2010-07-01": 27,
        "EU 2024-07-01": 27,
        "EU27_2020 1990-07-01": 27,
        "EU27_2020 2010-07-01": 27,
        "EU27_2020 2024-07-01": 27,
    }


def test_a_sum_over_the_fact_table_counts_every_edition_and_its_comment_says_so(loaded: Database) -> None:
    with loaded.connect("loader") as connection:
        ((total, comment),) = connection.execute("""
            select sum(migrants), obj_description('dw.fact_migrant_stock'::regclass)
            from dw.fact_migrant_stock where year = 2020
        """).fetchall()
    assert total == 555_882_137
    assert "in every loaded release" in comment


def test_remittances_per_emigrant_leave_financial_centres_out(loaded: Database) -> None:
    ((largest, bermuda),) = rows(
        loaded,
        "select max(remittances_received_per_emigrant_usd), "
        "max(remittances_received_per_emigrant_usd) filter (where iso3_code = 'BMU') from mart.remittance",
    )
    assert largest <= 25_000
    assert bermuda is None


def test_remittances_per_emigrant_have_the_note_on_the_emigrants_of_their_year(loaded: Database) -> None:
    found = rows(
        loaded,
        "select r.year, r.emigrants_coverage_note = e.coverage_note from mart.remittance as r "
        "inner join mart.emigration as e on r.iso3_code = e.iso3_code and r.emigrants_year = e.year "
        "where r.iso3_code = 'TUV' and r.year in (2021, 2023) order by r.year",
    )
    assert found == [(2021, True), (2023, True)]


def test_remittances_per_emigrant_compare_with_incomes_abroad_as_the_view_says(
    loaded: Database,
) -> None:
    ((median, high, countries),) = rows(
        loaded,
        """
        with earned as (
            select g.iso3_code, g.year, g.value / p.value as gdp_per_head
            from mart.indicator as g
            inner join mart.indicator as p using (iso3_code, year)
            where g.indicator_code = 'NY.GDP.MKTP.CD' and p.indicator_code = 'SP.POP.TOTL'
        ),

        where_emigrants_live as (
            select c.origin_iso3_code as iso3_code, c.year, sum(c.migrants * e.gdp_per_head) / sum(c.migrants) as earned
            from mart.corridor as c
            inner join earned as e on c.destination_iso3_code = e.iso3_code and c.year = e.year
            group by c.origin_iso3_code, c.year
            having sum(c.migrants) > 0
        ),

        compared as (
            select r.iso3_code, 100 * r.remittances_received_per_emigrant_usd / w.earned as pct
            from mart.remittance as r
            inner join where_emigrants_live as w on r.iso3_code = w.iso3_code and r.emigrants_year = w.year
            where r.year between 2010 and 2022
        )

        select
            round(percentile_cont(0.5) within group (order by pct)),
            round(percentile_cont(0.95) within group (order by pct)),
            count(distinct iso3_code) filter (where pct > 50)
        from compared
        """,
    )
    text = " ".join((SQL_FOLDER / "view" / "remittance.sql").read_text("utf-8").replace("\n--", "").split())
    assert (
        f"were {median:.0f} % of the GDP per head where emigrants live at the median, {high:.0f} % at the"
        in text
    )
    assert f"more than half in {countries} countries" in text


def test_the_dictionary_says_what_may_be_added_up(loaded: Database) -> None:
    found = dict(
        rows(
            loaded,
            "select view_name || '.' || column_name, aggregation from mart.data_dictionary "
            "where view_name in ('emigration', 'emigration_by_group', 'remittance')",
        )
    )
    assert found["emigration.emigrants"] == "within one year"
    assert found["emigration_by_group.emigrants"] == "within one year and one group"
    assert found["remittance.remittances_received_usd"] == "sum"
    assert found["emigration.male_pct"] == found["emigration.year"] == "never"


def test_years_with_fewer_figures_are_marked_for_remittances_received_and_paid_apart(
    loaded: Database,
) -> None:
    found = rows(
        loaded,
        "select distinct year, is_partial_year, is_partial_year_of_paid from mart.remittance "
        "where year >= 2019 order by year",
    )
    assert found == [
        (2019, False, False),
        (2020, False, False),
        (2021, False, True),
        (2022, False, True),
        (2023, False, True),
        (2024, True, False),
    ], "of 2024 no amount paid is known yet"


def test_remittances_that_jumped_since_2020_say_so_and_no_others(loaded: Database) -> None:
    found = rows(
        loaded,
        "select iso3_code, year from mart.remittance where year >= 2020 and coverage_note ~ 'So sharp' order by 1, 2",
    )
    assert found == [
        ("COG", 2021),
        *(("GIN", year) for year in (2020, 2021)),
        *(("KWT", year) for year in (2021, 2022)),
        *(("MRT", year) for year in (2021, 2022)),
        *(("PNG", year) for year in (2020, 2022)),
        ("PSE", 2024),
        ("SSD", 2023),
    ], "Azerbaijan's 2.6 times as much in 2022 is what migrants brought"


def test_remittances_that_are_those_of_the_year_before_say_since_when(loaded: Database) -> None:
    found = rows(
        loaded,
        "select year, coverage_note from mart.remittance "
        "where iso3_code = 'YEM' and year between 2016 and 2023 order by year",
    )
    note = (
        "Remittances to Yemen from 2017 to 2023 are exactly those of 2016, "
        "which looks like a figure carried forward."
    )
    assert found == [(2016, None), *((year, note) for year in range(2017, 2024))]


def test_the_fall_of_remittances_to_palestine_is_noted_with_the_figure_and_with_all_made_from_it(
    loaded: Database,
) -> None:
    note = (
        "Remittances to the State of Palestine went from US$ 3.2 billion in 2023 to US$ 735.6 million in 2024. "
        "So sharp a change often means that something else was counted."
    )
    found = rows(
        loaded,
        """
        select remittances_coverage_note from mart.country_profile where iso3_code = 'PSE'
        union all
        select coverage_note from mart.remittance_comparison where iso3_code = 'PSE' and year = 2024
        union all
        select coverage_note from mart.indicator
        where iso3_code = 'PSE' and year = 2024 and indicator_code = 'BX.TRF.PWKR.CD.DT'
        union all
        select coverage_note from mart.top_sender
        where origin_iso3_code = 'PSE' and year = 2024 and method = 'estimated' and rank = 1
        """,
    )
    assert found == [(note,)] * 4


def test_a_sum_over_a_group_says_which_members_moved_it(loaded: Database) -> None:
    found = rows(
        loaded,
        "select coverage_note from mart.indicator_by_group "
        "where indicator_code = 'BX.TRF.PWKR.CD.DT' and group_code = 'UN_11' and year in (2004, 2005) order by year",
    )
    assert found == [
        (None,),
        (
            "From 2004 to 2005, sharp changes in remittances, which often mean that something else was counted, moved "
            "the sum by +310.4 %: Nigeria, Sierra Leone.",
        ),
    ]
    ((sums, noted),) = rows(
        loaded,
        "select count(*), count(coverage_note) from mart.indicator_by_group "
        "where indicator_code = 'BX.TRF.PWKR.CD.DT' and year >= 2000",
    )
    assert (sums, noted) == (1275, 28)


def test_indicators_other_than_remittances_received_have_no_note_on_them(loaded: Database) -> None:
    found = rows(
        loaded,
        "select distinct indicator_code from mart.indicator where coverage_note is not null order by 1",
    )
    assert found == [("BX.TRF.PWKR.CD.DT",), ("BX.TRF.PWKR.DT.GD.ZS",)]


def test_emigrants_in_a_region_have_the_note_on_all_emigrants(loaded: Database) -> None:
    ((note,),) = rows(
        loaded, "select coverage_note from mart.intra_regional where iso3_code = 'TUV' and year = 2024"
    )
    assert "in New Zealand and the 2024 edition none" in note


def test_a_share_in_a_region_has_a_note_only_where_unknown_origins_could_move_it(loaded: Database) -> None:
    ((region, subregion, nobodys),) = rows(
        loaded,
        "select region_coverage_note, subregion_coverage_note, world_bank_region_coverage_note "
        "from mart.intra_regional where iso3_code = 'BEL' and year = 2024",
    )
    assert (region, nobodys) == (None, None)
    assert subregion == (
        "UN DESA does not say where many of the immigrants in the region (15.1 %) come from. Counted in "
        "proportion, they would raise the share by 4.0 points."
    )
    noted = rows(
        loaded,
        "select count(*), count(region_coverage_note), count(subregion_coverage_note), "
        "count(world_bank_region_coverage_note) from mart.intra_regional where year = 2024",
    )
    assert noted == [(233, 15, 35, 21)]


def test_estimates_of_remittances_say_what_is_particular_to_them(loaded: Database) -> None:
    found = rows(
        loaded,
        """
        select method, destination_iso3_code, coverage_note from mart.bilateral_remittance
        where (origin_iso3_code, year, destination_iso3_code, method) in (
            ('CHN', 2021, 'HKG', 'published'), ('CHN', 2024, 'USA', 'estimated'), ('PHL', 2024, 'CAN', 'estimated'),
            ('VEN', 2016, 'PER', 'estimated')
        ) order by destination_iso3_code, method
        """,
    )
    assert found == [
        ("estimated", "CAN", None),
        (
            "published",
            "HKG",
            "The World Bank’s estimate for 2021 and ours differ by a factor of two or more (US$ 11.9 billion and "
            "US$ 4.9 billion). "
            "Remittances to China in 2021 add up to US$ 53.0 billion in this matrix; the World Bank now has "
            "US$ 22.5 billion.",
        ),
        (
            "estimated",
            "PER",
            "UN DESA does not say where many of the immigrants (7.6 %) come from, so the figure may be too low. "
            "One of the two incomes is not published; the median of the subregion stands in.",
        ),
        (
            "estimated",
            "USA",
            "The World Bank’s estimate for 2021 and ours differ by a factor of two or more (US$ 12.7 billion and "
            "US$ 4.7 billion). "
            "UN DESA does not say where many of the immigrants (6.7 %) come from, so the figure may be too low.",
        ),
    ]


def test_a_minority_of_estimates_and_of_published_amounts_has_a_note(loaded: Database) -> None:
    found = rows(
        loaded,
        "select method, round(100.0 * count(coverage_note) / count(*)) "
        "from mart.bilateral_remittance group by method order by method",
    )
    assert found == [("estimated", 42), ("published", 18)]
