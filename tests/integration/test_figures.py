"""Check known figures in the views after the real job has loaded the real files."""

import csv
from typing import Any

import pytest

from diaspora_dw.database import Database
from tests.conftest import SHARED

WORLD_TOTALS = {
    ("2024", 1990): (153_916_063, 77_772_082, 76_143_981),
    ("2024", 1995): (163_176_002, 82_543_298, 80_632_704),
    ("2024", 2000): (174_566_152, 88_290_942, 86_275_210),
    ("2024", 2005): (192_788_721, 98_450_665, 94_338_056),
    ("2024", 2010): (221_020_392, 113_256_786, 107_763_606),
    ("2024", 2015): (250_042_020, 130_187_624, 119_854_396),
    ("2024", 2020): (275_284_032, 143_223_497, 132_060_535),
    ("2024", 2024): (304_021_813, 158_009_795, 146_012_018),
    ("2020", 1990): (152_986_157, 77_563_467, 75_422_690),
    ("2020", 1995): (161_289_976, 81_581_501, 79_708_475),
    ("2020", 2000): (173_230_585, 87_719_833, 85_510_752),
    ("2020", 2005): (191_446_828, 97_663_081, 93_783_747),
    ("2020", 2010): (220_983_187, 113_940_881, 107_042_306),
    ("2020", 2015): (247_958_644, 128_238_058, 119_720_586),
    ("2020", 2020): (280_598_105, 145_655_844, 134_942_261),
}


def one(database: Database, query: str, *parameters: object) -> tuple[Any, ...]:
    with database.connect("reader") as connection:
        row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return row


def test_the_world_sums_over_immigration_and_its_places_without_immigrants_show(loaded: Database) -> None:
    assert one(
        loaded,
        """
        select sum(immigrants)::bigint, count(immigrants), count(*),
            string_agg(iso3_code, ', ' order by iso3_code) filter (where immigrants is null),
            count(*) filter (where reassessed), count(*) filter (where not reassessed)
        from mart.immigration where year = 2024
        """,
    ) == (304_021_813, 233, 235, "BLM, MAF", 60, 173)
    assert one(
        loaded,
        """
        select immigrants, population, round(immigrants_pct_of_population::numeric, 2)::float, unknown_origin
        from mart.immigration where iso3_code = 'DEU' and year = 2024
        """,
    ) == (16_750_084, 84_552_242, 19.81, 3_137_259)


def test_origins_of_immigrants_are_the_corridors_that_lead_there(loaded: Database) -> None:
    assert one(
        loaded,
        """
        with ranked as (
            select rank, origin_iso3_code, migrants, sum(migrants) over () as named from mart.top_origin
            where destination_iso3_code = 'DEU' and year = 2024
        )
        select r.origin_iso3_code, r.migrants, r.named + i.unknown_origin - i.immigrants
        from ranked as r cross join mart.immigration as i
        where r.rank = 1 and i.iso3_code = 'DEU' and i.year = 2024
        """,
    ) == ("POL", 1_883_559, 0)
    assert one(
        loaded,
        """
        select sum(g.immigrants)::bigint + max(i.unknown_origin) - max(i.immigrants)
        from mart.immigration_by_group as g inner join mart.immigration as i using (iso3_code, year)
        where g.iso3_code = 'TJK' and g.year = 2024 and g.group_type = 'un_region'
        """,
    ) == (0,)


@pytest.mark.parametrize(("edition", "year"), WORLD_TOTALS)
def test_every_edition_sums_to_the_published_world_total(loaded: Database, edition: str, year: int) -> None:
    summed = one(
        loaded,
        """
        select sum(f.migrants)::bigint, sum(f.male_migrants)::bigint, sum(f.female_migrants)::bigint
        from dw.fact_migrant_stock as f
        inner join dw.source_release as r using (release_id)
        where r.edition = %s and f.year = %s
        """,
        edition,
        year,
    )
    assert summed == WORLD_TOTALS[edition, year]


def test_the_world_sums_over_emigration(loaded: Database) -> None:
    assert one(loaded, "select sum(emigrants)::bigint from mart.emigration where year = 2024") == (
        304_021_813,
    )
    assert one(loaded, "select sum(emigrants)::bigint from mart.emigration where year = 1990") == (
        153_916_063,
    )


def test_tajikistan_receives_4633_million_dollars_of_remittances_in_2023(loaded: Database) -> None:
    received, share, published = one(
        loaded,
        """
        select remittances_received_usd, remittances_received_pct_of_gdp,
            remittances_received_pct_of_gdp_published
        from mart.remittance where iso3_code = 'TJK' and year = 2023
        """,
    )
    assert int(received / 1e6) == 4633
    assert round(share, 2) == 38.42
    assert share == pytest.approx(published)


def test_tajikistan_has_514478_emigrants_in_2024(loaded: Database) -> None:
    emigrants, men, women, edition = one(
        loaded,
        """
        select emigrants, male_pct, female_pct, edition
        from mart.emigration where iso3_code = 'TJK' and year = 2024
        """,
    )
    assert (emigrants, round(men, 1), round(women, 1), edition) == (514_478, 57.4, 42.6, "2024")


def test_the_top_five_destinations_of_tajikistan_are_those_of_the_factsheet(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        rows = connection.execute("""
            select destination_name, migrants from mart.top_destination
            where origin_iso3_code = 'TJK' and year = 2024 and rank <= 5 order by rank
        """).fetchall()
    assert rows == [
        ("Russian Federation", 415_676),
        ("Ukraine", 30_256),
        ("Kazakhstan", 27_922),
        ("Türkiye", 11_341),
        ("Uzbekistan", 11_339),
    ]


@pytest.mark.parametrize(("group", "men", "women"), [("EEA", 47.37, 52.63), ("EU27_2020", 47.83, 52.17)])
def test_the_share_of_men_in_the_eu_depends_on_what_is_meant_by_it(
    loaded: Database, group: str, men: float, women: float
) -> None:
    row = one(
        loaded,
        """
        select male_pct, female_pct from mart.emigration_by_group
        where iso3_code = 'TJK' and year = 2024 and group_code = %s
        """,
        group,
    )
    assert (round(row[0], 2), round(row[1], 2)) == (men, women)


def test_the_corridor_to_germany_is_missing_from_the_later_edition(loaded: Database) -> None:
    query = """
        select f.migrants from dw.fact_migrant_stock as f
        inner join dw.source_release as r using (release_id)
        where r.edition = %s and f.origin_id = 762 and f.destination_id = 276 and f.year = 2020
    """
    assert one(loaded, query, "2020") == (32_157,)
    with loaded.connect("reader") as connection:
        assert connection.execute(query.encode(), ("2024",)).fetchone() is None


def test_every_figure_of_the_world_bank_is_in_the_fact_or_among_the_totals(loaded: Database) -> None:
    with (SHARED / "sources" / "worldbank" / "indicators.csv").open(newline="") as file:
        published = {
            (r["country_code"], r["indicator_code"], int(r["year"])): float(r["value"])
            for r in csv.DictReader(file)
        }
    with loaded.connect("loader") as connection:
        loaded_rows = connection.execute("""
            select c.iso3_code, f.indicator_code, f.year, f.value
            from dw.fact_indicator as f inner join dw.dim_country as c using (country_id)
            union all
            select t.destination_code, t.series, t.year, t.value from ops.published_total as t
            inner join dw.source_release as r using (release_id) where r.source_code = 'worldbank'
        """).fetchall()
    assert {(iso3, code, year): value for iso3, code, year, value in loaded_rows} == published
