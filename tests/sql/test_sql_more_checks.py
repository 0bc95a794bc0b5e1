"""Checks on what is really published: the jumps and ages they find, the links they miss, and nothing else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from psycopg.rows import dict_row

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import check_warehouse, checks, parameters, run_check

Rows = list[dict[str, Any]]


def release_of(connection: Connection, source: str, edition: str) -> int:
    row = connection.execute(
        "select release_id from dw.source_release where source_code = %s and edition = %s", (source, edition)
    ).fetchone()
    assert row is not None
    release_id: int = row[0]
    return release_id


@pytest.fixture
def spoil_and_check(loaded: Database) -> Callable[..., Rows]:
    """Changes rows, gives every row that a check then finds in a release, and takes the change back."""

    def spoil(check: str, source: str, edition: str, *statements: str) -> Rows:
        query = next(found.query for found in checks() if found.name == check)
        with loaded.connect("owner") as connection, connection.transaction(force_rollback=True):
            release_id = release_of(connection, source, edition)
            for statement in statements:
                connection.execute(statement.encode(), {"release_id": release_id})
            with connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute(query, parameters(connection, release_id))
                return cursor.fetchall()

    return spoil


@pytest.fixture
def spoil_warehouse(loaded: Database) -> Callable[..., Rows]:
    """Changes rows, gives every row that a check of the whole then finds, and takes the change back."""

    def spoil(check: str, *statements: str) -> Rows:
        query = next(found.query for found in checks() if found.name == check)
        with loaded.connect("owner") as connection, connection.transaction(force_rollback=True):
            for statement in statements:
                connection.execute(statement.encode())
            with connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute(query, {})
                return cursor.fetchall()

    return spoil


def test_corridors_that_jump_between_editions_are_found_the_largest_first(
    spoil_and_check: Callable[..., Rows],
) -> None:
    found = spoil_and_check("corridor_jump", "undesa", "2024")

    assert len(found) == 505
    assert found[0]["origin_name"] == "Unknown origin"
    tajik = [row for row in found if row["origin_name"] == "Tajikistan"]
    assert {"destination_name": "Germany", "migrants_before": 32_157, "migrants_after": 0}.items() <= tajik[
        0
    ].items()
    assert {row["year"] for row in found} == {2020}


def test_the_first_edition_has_jumped_from_nothing(spoil_and_check: Callable[..., Rows]) -> None:
    assert spoil_and_check("corridor_jump", "undesa", "2020") == []


def test_many_countries_whose_remittances_differ_from_the_records_are_found_the_largest_first(
    spoil_warehouse: Callable[..., Rows],
) -> None:
    assert spoil_warehouse("remittance_country_inflow") == []
    found = spoil_warehouse(
        "remittance_country_inflow",
        "update dw.fact_indicator set value = value / 3 where indicator_code = 'BX.TRF.PWKR.CD.DT' and year = 2021",
    )
    assert len(found) > 100
    assert (found[0]["iso3_code"], found[0]["year"]) == ("IND", 2021)


@pytest.mark.parametrize(("migrants", "jumps"), [(233_126, False), (233_125, True), (932_505, True)])
def test_a_large_corridor_jumps_when_it_more_than_halves_or_doubles(
    spoil_and_check: Callable[..., Rows], migrants: int, jumps: bool
) -> None:
    found = spoil_and_check(  # edition 2020 has 466,252 Tajikistanis in the Russian Federation in 2020
        "corridor_jump",
        "undesa",
        "2024",
        f"""
        update dw.fact_migrant_stock set migrants = {migrants}
        where release_id = %(release_id)s and origin_id = 762 and destination_id = 643 and year = 2020
        """,
    )
    pairs = {(row["origin_name"], row["destination_name"]) for row in found}
    assert (("Tajikistan", "Russian Federation") in pairs) is jumps


@pytest.mark.parametrize(
    ("check", "source", "edition"),
    [
        ("stock_key_unknown", "undesa", "2020"),
        ("stock_key_unknown", "undesa", "2024"),
        ("indicator_key_unknown", "worldbank", "2025-07-01"),
        ("published_area_unknown", "undesa", "2020"),
        ("published_area_unknown", "undesa", "2024"),
    ],
)
def test_published_editions_have_no_unknown_keys(
    spoil_and_check: Callable[..., Rows], check: str, source: str, edition: str
) -> None:
    assert spoil_and_check(check, source, edition) == []


def test_the_warehouse_as_loaded_passes_every_check_of_the_whole(loaded: Database) -> None:
    with loaded.connect("loader") as connection:
        in_runs = {finding.check for finding in check_warehouse(connection, thoroughly=False)}
        findings = check_warehouse(connection, thoroughly=True)
        by_command = [check for check in checks() if check.table is None and check.when == "by command"]
        findings_by_command = [run_check(connection, check) for check in by_command]
    in_revisions = {finding.check for finding in findings} - in_runs
    assert "stale_source" in in_runs
    assert in_revisions == {
        "estimates_add_up",
        "estimates_fit",
        "share_range",
        "view_grain",
    }, "they read every view to its end: seconds, not a run's"
    assert [check.name for check in by_command] == ["derived_out_of_date"]
    found = {finding.check: finding.failing_rows for finding in [*findings, *findings_by_command]}
    assert found.keys() == {check.name for check in checks() if check.table is None}
    assert set(found.values()) == {0}


def test_estimates_far_from_the_published_matrix_are_found(spoil_warehouse: Callable[..., Rows]) -> None:
    multiply = (
        "update dw.remittance_corridor set remittances_usd = 5 * remittances_usd where method = 'estimated'"
    )
    assert [row["year"] for row in spoil_warehouse("estimates_fit", multiply)] == [2021]


def test_a_source_that_nobody_has_confirmed_for_too_long_is_stale(
    spoil_warehouse: Callable[..., Rows],
) -> None:
    made_older = """
        update dw.source_release set published_at = published_at - interval '{days} days'
        where source_code = 'worldbank'
    """
    no_word_since = "delete from ops.step where source_code = 'worldbank'"

    assert spoil_warehouse("stale_source", no_word_since, made_older.format(days=44)) == []
    (found,) = spoil_warehouse("stale_source", no_word_since, made_older.format(days=46))
    assert (found["source_code"], found["days_since_confirmed"], found["max_age_days"]) == (
        "worldbank",
        46,
        45,
    )


def test_a_source_is_confirmed_by_a_run_that_finds_nothing_new(spoil_warehouse: Callable[..., Rows]) -> None:
    found = spoil_warehouse(
        "stale_source", "update dw.source_release set published_at = published_at - interval '400 days'"
    )
    assert found == []  # the run's steps are of today


def test_the_check_of_grain_covers_every_published_view(migrated: Database) -> None:
    text = next(check.query for check in checks() if check.name == "view_grain")
    with migrated.connect() as connection:
        views = connection.execute("select viewname from pg_views where schemaname = 'mart'").fetchall()
    assert set(re.findall(r"from mart\.(\w+)", text.decode())) == {name for (name,) in views}
