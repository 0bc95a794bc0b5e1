"""The derived views on the real figures: growth, sexes, concentration, net position, regions, ranks."""

from datetime import date
from typing import Any

import pytest

from diaspora_dw.database import Connection, Database
from tests.small_warehouse import SmallWarehouse


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return read(connection, query)


def read(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_growth_is_comparable_between_periods_of_four_and_five_years(loaded: Database) -> None:
    found = rows(
        loaded,
        "select previous_year, emigrants_change, annual_growth_pct, first_year, emigrants_change_since_first "
        "from mart.diaspora_growth where iso3_code = 'TJK' and year in (1990, 2020, 2024) order by year",
    )
    assert found == [
        (None, None, None, None, None),
        (2015, -18_519, pytest.approx(100 * ((517_979 / 536_498) ** (1 / 5) - 1)), 1990, 517_979 - 552_860),
        (2020, -3_501, pytest.approx(100 * ((514_478 / 517_979) ** (1 / 4) - 1)), 1990, 514_478 - 552_860),
    ]


def test_a_change_is_empty_where_the_edition_lacks_one_of_the_two_dates(small: SmallWarehouse) -> None:
    with small.database.connect("owner") as connection:
        connection.execute(
            "update dw.fact_migrant_stock_total set emigrants = null where country_id = 762 and year in (1990, 2015)"
        )
        connection.execute("select ops.derive_tables(true)")
        growth = read(
            connection,
            "select year, previous_year, emigrants_change, emigrants_change_since_first "
            "from mart.diaspora_growth where iso3_code = 'TJK' and year > 2010 order by year",
        )
        sexes = read(
            connection,
            "select female_points_change, female_points_change_since_first "
            "from mart.feminisation where iso3_code = 'TJK' and year > 2010 order by year",
        )
    assert growth == [(2020, 2015, None, None), (2024, 2020, 6, None)]
    fewer_women = pytest.approx(100 * (182_171 / 437_312 - 182_168 / 437_306))
    assert sexes == [(None, None), (fewer_women, None)]


def test_the_share_of_women_among_tajik_emigrants_has_fallen_by_8_points_since_1990(loaded: Database) -> None:
    found = rows(
        loaded,
        "select female_pct, first_female_pct, female_points_change_since_first "
        "from mart.feminisation where iso3_code = 'TJK' and year = 2024",
    )
    assert [round(value, 1) for value in found[0]] == [42.6, 50.7, -8.1]


def test_concentration_tells_mexico_from_india(loaded: Database) -> None:
    found = rows(
        loaded,
        "select iso3_code, round(herfindahl_index::numeric(6, 4), 2)::text, top_destination_iso3_code, "
        "round(top_destination_pct)::integer, round(top_five_destinations_pct)::integer, destinations "
        "from mart.destination_concentration where year = 2024 and iso3_code in ('MEX', 'IND') order by iso3_code",
    )
    assert found == [("IND", "0.10", "ARE", 18, 60, 124), ("MEX", "0.95", "USA", 97, 99, 55)]


def test_net_positions_add_up_to_the_migrants_of_unknown_origin(loaded: Database) -> None:
    assert rows(
        loaded, "select sum(immigrants_less_emigrants)::bigint from mart.net_position where year = 2024"
    ) == [(22_065_614,)]
    assert rows(
        loaded,
        "select immigrants, emigrants, immigrants_less_emigrants from mart.net_position "
        "where year = 2024 and iso3_code = 'DEU'",
    ) == [(16_750_084, 4_297_233, 12_452_851)]


def test_a_region_depends_on_whose_it_is(loaded: Database) -> None:
    found = rows(
        loaded,
        "select region_name, round(region_pct::numeric(6, 3), 1)::float, subregion_name, "
        "round(subregion_pct::numeric(6, 3), 1)::float, world_bank_region, "
        "round(world_bank_region_pct::numeric(6, 3), 1)::float "
        "from mart.intra_regional where iso3_code = 'TJK' and year = 2024",
    )
    assert found == [("Asia", 11.6, "Central Asia", 8.3, "Europe & Central Asia", 98.8)]
    assert rows(
        loaded,
        "select region_pct is not null, world_bank_region_pct from mart.intra_regional "
        "where iso3_code = 'TWN' and year = 2024",
    ) == [(True, None)]


@pytest.mark.parametrize("view", ["diaspora_growth", "destination_concentration", "net_position"])
def test_migrants_of_unknown_origin_are_no_country(loaded: Database, view: str) -> None:
    assert rows(loaded, f"select * from mart.{view} where iso3_code = 'ZZZ'") == []


def test_a_country_is_ranked_by_its_latest_share_of_three_years(loaded: Database) -> None:
    found = rows(
        loaded,
        "select iso3_code, share_year, rank, ranked_countries from mart.dependence_rank "
        "where year = 2023 and (group_code = 'WORLD' and rank <= 3 or group_code = 'UN_143') "
        "order by ranked_countries desc, rank",
    )
    assert found == [
        ("TON", 2022, 1, 187),
        ("TJK", 2023, 2, 187),
        ("LBN", 2022, 3, 187),
        ("TJK", 2023, 1, 4),
        ("KGZ", 2023, 2, 4),
        ("UZB", 2023, 3, 4),
        ("KAZ", 2023, 4, 4),
    ]
    assert rows(
        loaded, "select count(*) from mart.dependence_rank where share_year not in (year - 2, year - 1, year)"
    ) == [(0,)]
    assert rows(loaded, "select * from mart.dependence_rank where iso3_code = 'SYR' and year > 2012") == []


def test_a_rank_carries_the_note_on_the_remittances_of_its_share(loaded: Database) -> None:
    found = rows(
        loaded,
        "select iso3_code from mart.dependence_rank "
        "where year = 2022 and group_code = 'WORLD' and coverage_note ~ 'So sharp' order by 1",
    )
    assert found == [("KWT",), ("MRT",), ("PNG",)]
    assert rows(
        loaded,
        """
        select count(*) from mart.dependence_rank as r
        inner join mart.remittance as m on r.iso3_code = m.iso3_code and r.share_year = m.year
        where r.coverage_note is distinct from m.coverage_note
        """,
    ) == [(0,)]


def test_equal_shares_have_the_same_rank_and_the_next_is_left_out(loaded: Database) -> None:
    with loaded.connect("owner") as connection, connection.transaction(force_rollback=True):
        connection.execute(
            """
            update dw.fact_indicator set value = 1e9
            where country_id in (762, 417) and year = 2023
                and indicator_code in ('BX.TRF.PWKR.CD.DT', 'NY.GDP.MKTP.CD')
            """
        )
        found = read(
            connection,
            "select c.iso3_code, r.rank from dw.dependence_model as r "
            "inner join dw.dim_country as c on r.country_id = c.country_id "
            "where r.year = 2023 and r.group_code = 'UN_143' order by r.rank, c.iso3_code",
        )
    assert found == [("KGZ", 1), ("TJK", 1), ("UZB", 3), ("KAZ", 4)]


def test_the_calendar_has_every_day_of_the_years_that_any_view_holds(loaded: Database) -> None:
    dated = rows(loaded, "select view_name from mart.data_dictionary where column_name = 'year_date'")
    used = " union all ".join(
        f"select min(year_date) as first_date, max(year_date) as last_date from mart.{view}"
        for (view,) in dated
    )
    found = rows(
        loaded,
        f"""
        select min(calendar_date), max(calendar_date) - min(calendar_date) + 1 - count(distinct calendar_date),
            min(calendar_date) <= min(u.first_date) and max(calendar_date) >= max(u.last_date),
            to_char(max(calendar_date), 'MM-DD')
        from mart.calendar cross join ({used}) as u (first_date, last_date)
        """,
    )
    assert found == [(date(1960, 1, 1), 0, True, "12-31")]


def test_the_calendar_knows_the_week_of_a_day_at_the_turn_of_the_year(loaded: Database) -> None:
    found = rows(
        loaded,
        """
        select year, quarter_of_year, month_of_year, iso_year, iso_week, day_of_week, year_start, quarter_start,
            month_start, week_start
        from mart.calendar where calendar_date = '2021-01-03'
        """,
    )
    expected = (
        2021,
        1,
        1,
        2020,
        53,
        7,
        date(2021, 1, 1),
        date(2021, 1, 1),
        date(2021, 1, 1),
        date(2020, 12, 28),
    )
    assert found == [expected]
