"""A publisher that revises its figures: a new release takes the place of the old one, which stays queryable."""

from datetime import date
from typing import Any

from diaspora_dw.database import Database
from diaspora_dw.running.report import Outcome
from tests.publishers import Fault
from tests.running.small_world import (
    OTHER_WORKBOOK,
    figure_becomes,
    income_group_becomes,
    run_small,
    small_publishers,
    step_of,
)
from tests.small_warehouse import SmallWarehouse
from tests.workbooks import STOCKS, build_workbook

POPULATION = "SP.POP.TOTL"


def rows(database: Database, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(query.encode(), parameters).fetchall()


def test_a_changed_figure_makes_a_release_and_the_old_one_stays_as_it_was(
    small: SmallWarehouse,
) -> None:
    revised = Fault(figure_becomes("TJK", 2024, 123_456.0), on=POPULATION)
    with small_publishers(revised, lastupdated="2025-09-09") as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "worldbank")
    assert step.outcome is Outcome.PUBLISHED
    assert step.changes is not None
    assert (step.changes.added, step.changes.removed, step.changes.changed) == (0, 0, 1)
    assert step.changes.largest[0]["before"] == 5024.0
    assert step.changes.largest[0]["after"] == 123_456.0
    found = rows(
        small.database,
        """
        select r.edition, r.is_current, r.superseded_at is null, f.value
        from dw.fact_indicator as f inner join dw.source_release as r using (release_id)
        where f.country_id = 762 and f.indicator_code = %s and f.year = 2024 order by release_id
        """,
        POPULATION,
    )
    assert found == [("2025-07-01", False, False, 5024.0), ("2025-09-09", True, True, 123_456.0)]
    assert rows(
        small.database,
        "select population from mart.remittance where iso3_code = 'TJK' and year = 2024",
    ) == [(123_456,)]


def test_an_edition_published_again_supersedes_its_own_release_and_no_other_edition(
    small: SmallWarehouse,
) -> None:
    with small_publishers(workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        run_small(small.database, small.home, publisher.url)
    assert rows(
        small.database,
        """
        select r.edition, r.is_current, r.superseded_at is null, f.migrants
        from dw.fact_migrant_stock as f inner join dw.source_release as r using (release_id)
        where f.origin_id = 762 and f.destination_id = 276 and f.year = 2020 order by release_id
        """,
    ) == [("2020", False, True, 282), ("2024", False, False, 282), ("2024", True, True, 302)]


def test_a_new_release_of_the_edition_before_changes_the_notes_on_estimates_of_remittances(
    small: SmallWarehouse,
) -> None:
    note = """
        select coverage_note from mart.bilateral_remittance
        where origin_iso3_code = 'TJK' and destination_iso3_code = 'KAZ' and year = 2024 and method = 'estimated'
    """
    assert "the 2020 edition counted" not in str(rows(small.database, note))
    tenfold = build_workbook("2020", {**STOCKS, (398, 762): (150_000, 120_000)}).to_bytes()
    with small_publishers(workbooks={"2020": tenfold}) as publisher:
        report = run_small(small.database, small.home, publisher.url, accept=["stock_country_jump"])
    assert step_of(report, "undesa", "2020").outcome is Outcome.PUBLISHED
    assert "the 2020 edition counted 270,012 migrants" in str(rows(small.database, note))


def test_a_country_that_changes_its_income_group_is_in_the_old_one_until_the_day_before(
    small: SmallWarehouse,
) -> None:
    promoted = Fault(income_group_becomes("TJK", ("UMC", "Upper middle income")), on="country/all?")
    with small_publishers(promoted, lastupdated="2026-07-01") as publisher:
        report = run_small(small.database, small.home, publisher.url)
    assert step_of(report, "worldbank").outcome is Outcome.PUBLISHED
    assert rows(
        small.database,
        """
        select g.group_code, b.valid_from, b.valid_to
        from dw.bridge_country_group as b inner join dw.dim_country_group as g using (group_id)
        where b.country_id = 762 and g.group_type = 'world_bank_income_group' order by valid_from
        """,
    ) == [("WB_LMC", date(1, 1, 1), date(2026, 6, 30)), ("WB_UMC", date(2026, 7, 1), None)]
    assert rows(small.database, "select income_group from mart.country_profile where iso3_code = 'TJK'") == [
        ("Upper middle income",)
    ]


def test_a_country_that_is_no_longer_classified_leaves_its_income_group(small: SmallWarehouse) -> None:
    unclassified = Fault(income_group_becomes("TJK", ("INX", "Not classified")), on="country/all?")
    with small_publishers(unclassified, lastupdated="2026-07-01") as publisher:
        run_small(small.database, small.home, publisher.url)
    assert rows(small.database, "select income_group from mart.country_profile where iso3_code = 'TJK'") == [
        (None,)
    ]


def test_a_revision_that_is_revised_back_is_a_release_of_its_own(small: SmallWarehouse) -> None:
    revised = Fault(figure_becomes("TJK", 2024, 123_456.0), on=POPULATION)
    with small_publishers(revised, lastupdated="2025-09-09") as publisher:
        run_small(small.database, small.home, publisher.url)
    with small_publishers(lastupdated="2025-10-10") as publisher:
        report = run_small(small.database, small.home, publisher.url)
    assert step_of(report, "worldbank").outcome is Outcome.PUBLISHED
    assert rows(
        small.database,
        "select edition, is_current from dw.source_release where source_code = 'worldbank' order by release_id",
    ) == [("2025-07-01", False), ("2025-09-09", False), ("2025-10-10", True)]
