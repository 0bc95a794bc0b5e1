"""Estimates of remittances by corridor: the formula, and that they follow the releases in use."""

from collections.abc import Iterator

import pytest

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import checks, run_check
from diaspora_dw.releases.release import History
from diaspora_dw.running.withdrawal import withdraw
from diaspora_dw.source import ReleaseTables
from tests.conftest import Databases
from tests.loading.made import (
    GERMANY,
    RUSSIA,
    SUMS,
    TAJIKISTAN,
    UNKNOWN,
    UZBEKISTAN,
    candidate_of,
    indicator_tables,
    publish_made,
    stock_tables,
)

INDIA, PAKISTAN, KAZAKHSTAN = 356, 586, 398
INCOME, RECEIVED = "NY.GDP.PCAP.PP.KD", "BX.TRF.PWKR.CD.DT"
CORRIDORS = [
    (TAJIKISTAN, RUSSIA, 2015, 300, 100),
    (TAJIKISTAN, RUSSIA, 2020, 600, 200),
    (TAJIKISTAN, UZBEKISTAN, 2015, 50, 50),
    (TAJIKISTAN, UZBEKISTAN, 2020, 50, 50),
    (TAJIKISTAN, GERMANY, 2020, 10, 10),
    (UNKNOWN, RUSSIA, 2020, 1_000, 1_000),
    (INDIA, PAKISTAN, 2020, 500, 500),
    (INDIA, GERMANY, 2020, 5, 5),
]
FIGURES = {
    (TAJIKISTAN, RECEIVED, 2015): 1000.0,
    (TAJIKISTAN, RECEIVED, 2016): 2000.0,
    (TAJIKISTAN, RECEIVED, 2017): 0.0,
    (TAJIKISTAN, RECEIVED, 2020): 3000.0,
    (TAJIKISTAN, RECEIVED, 2021): 4000.0,
    (INDIA, RECEIVED, 2020): 700.0,
    (TAJIKISTAN, INCOME, 2015): 3000.0,
    (TAJIKISTAN, INCOME, 2016): 3000.0,
    (TAJIKISTAN, INCOME, 2020): 3000.0,
    (RUSSIA, INCOME, 2015): 13_000.0,
    (RUSSIA, INCOME, 2016): 13_000.0,
    (RUSSIA, INCOME, 2020): 13_000.0,
    (KAZAKHSTAN, INCOME, 2015): 1000.0,
    (INDIA, INCOME, 2020): 4000.0,
    (GERMANY, INCOME, 2020): 50_000.0,
}
Estimates = dict[tuple[str, int], tuple[float, float, bool, str]]


@pytest.fixture(scope="module")
def warehouse(databases: Databases, reference_template: str) -> Iterator[Database]:
    """A warehouse with the migrants and the figures above."""
    with databases.temporary(reference_template) as database:
        with database.connect("loader", autocommit=True) as connection:
            publish_made(connection, stock_tables(CORRIDORS), code="undesa")
            publish_made(connection, indicator_tables(FIGURES), code="worldbank", accepted=["indicator_year"])
        yield database


@pytest.fixture
def made(warehouse: Database) -> Iterator[Connection]:
    """A connection as the loader to this warehouse, whose changes are rolled back."""
    with (
        warehouse.connect("loader", autocommit=True) as connection,
        connection.transaction(force_rollback=True),
    ):
        yield connection


def estimates(connection: Connection, origin: int) -> Estimates:
    rows = connection.execute(
        """
        select d.iso3_code, e.year, e.remittances_usd, e.migrants, e.is_interpolated, e.income_basis
        from dw.estimated_remittance as e
        inner join dw.dim_country as d on e.destination_id = d.country_id
        where e.origin_id = %s
        """,
        (origin,),
    )
    return {(code, year): values for code, year, *values in rows}


def test_money_is_shared_out_by_migrants_and_the_power_of_the_income_difference(made: Connection) -> None:
    found = estimates(made, TAJIKISTAN)
    # Russia is richer: 3000 + 10,000 ** 0.75 = 4000 for each of 400. Uzbekistan, whose own income is unknown,
    # has the median of Central Asia, below Tajikistan's: 3000 for each of 100.
    assert found["RUS", 2015][0] == pytest.approx(1000 * 400 * 4000 / (400 * 4000 + 100 * 3000))
    assert found["UZB", 2015][0] == pytest.approx(1000 * 100 * 3000 / (400 * 4000 + 100 * 3000))
    assert (found["RUS", 2015][3], found["UZB", 2015][3]) == ("published", "subregion")


def test_the_stock_between_two_years_lies_on_a_straight_line_and_is_marked(made: Connection) -> None:
    found = estimates(made, TAJIKISTAN)
    assert found["RUS", 2016][1:3] == [pytest.approx(480), True]
    assert found["RUS", 2020][1:3] == [800, False]
    assert ("DEU", 2016) not in found, "the edition has no Tajiks in Germany in 2015 to draw a line from"


def test_there_are_no_estimates_without_an_amount_or_a_stock(made: Connection) -> None:
    assert {year for _, year in estimates(made, TAJIKISTAN)} == {2015, 2016, 2020}
    assert estimates(made, UNKNOWN) == {}


def test_closed_corridors_get_nothing_and_the_others_all(made: Connection) -> None:
    assert {key: values[0] for key, values in estimates(made, INDIA).items()} == {("DEU", 2020): 700.0}


def test_estimates_follow_each_release_at_once(made: Connection) -> None:
    revised = FIGURES | {(TAJIKISTAN, RECEIVED, 2015): 500.0}
    publish_made(made, indicator_tables(revised), code="worldbank", edition="2", accepted=["indicator_year"])
    found = estimates(made, TAJIKISTAN)
    assert sum(values[0] for (_, year), values in found.items() if year == 2015) == pytest.approx(500)
    publish_made(made, stock_tables(CORRIDORS[:2]), code="undesa", edition="2", accepted=ACCEPTED)
    assert {code for code, _ in estimates(made, TAJIKISTAN)} == {"RUS"}


def test_a_country_whose_destinations_are_known_in_part_has_no_estimates(made: Connection) -> None:
    tables = stock_tables(CORRIDORS)
    sums = tables[SUMS]
    sums.loc[sums["country_id"] == INDIA, ["emigrants", "male_emigrants", "female_emigrants"]] = None
    publish_made(made, tables, code="undesa", edition="part", accepted=[*ACCEPTED, "totals_of_corridors"])
    assert estimates(made, INDIA) == {}
    assert estimates(made, TAJIKISTAN) != {}
    for view in ("destination_concentration", "intra_regional"):
        countries = made.execute(f"select distinct iso3_code from mart.{view}".encode()).fetchall()
        assert countries == [("TJK",)]


def test_no_estimates_are_left_of_a_release_that_is_withdrawn(made: Connection) -> None:
    source = candidate_of(ReleaseTables(stock_tables(CORRIDORS)), code="undesa").source
    withdraw(made, History.read(made, source), None, "a test")
    assert estimates(made, TAJIKISTAN) == {}


@pytest.mark.parametrize(
    "damage",
    [
        "delete from dw.remittance_corridor where origin_id = 762 and year = 2016",
        "update dw.remittance_corridor set remittances_usd = remittances_usd * 1.01 where origin_id = 762",
        "update dw.stock_year set compared_year = 2015",
        "update dw.current_corridor set migrants = migrants + 1 where origin_id = 762",
        "update dw.current_corridor set destination_rank = 9 where origin_id = 762",
        "delete from dw.group_emigrants where origin_id = 762",
        "update dw.group_immigrants set immigrants = 0 where country_id = 276",
        "update dw.remittance_corridor set sender_rank = sender_rank + 1 where origin_id = 762",
    ],
)
def test_stored_rows_that_the_releases_in_use_do_not_give_are_found(made: Connection, damage: str) -> None:
    assert failing(made, "derived_out_of_date") == 0
    made.execute(damage.encode())
    assert failing(made, "derived_out_of_date") > 0


def test_totals_by_group_follow_the_members_of_groups(made: Connection) -> None:
    query = (
        "select sum(emigrants) from mart.emigration_by_group where group_code = 'EU' and iso3_code = 'TJK'"
    )
    assert made.execute(query).fetchone() == (20,)
    made.execute("delete from dw.bridge_country_group where country_id = %s", (GERMANY,))
    made.execute("select ops.derive_tables(true)")
    assert made.execute(query).fetchone() == (None,)


def test_estimates_that_do_not_add_up_or_are_missing_are_found(made: Connection) -> None:
    assert failing(made, "estimates_add_up") == 0
    made.execute("delete from dw.remittance_corridor where origin_id = 762 and year = 2016")
    assert failing(made, "estimates_add_up") == 1
    made.execute(
        "update dw.remittance_corridor set remittances_usd = remittances_usd / 2 where origin_id = 762"
    )
    assert failing(made, "estimates_add_up") == 3


ACCEPTED = ("country_lost", "figures_lost", "stock_size", "totals_missing")


def failing(connection: Connection, check: str) -> int:
    (chosen,) = (found for found in checks() if found.name == check)
    return run_check(connection, chosen).failing_rows
