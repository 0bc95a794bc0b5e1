"""What changed between releases: the counts, the largest changes, and how they read."""

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.releases.comparison import Revision, compare, describe_change
from diaspora_dw.releases.release import History, find_release, read_releases
from diaspora_dw.source import choose_sources


def between_editions(database: Database, iso3_code: str | None = None, limit: int = 10) -> Revision:
    with database.connect("reader") as connection:
        known = read_releases(connection, "source_code = 'undesa'")
        before, after = find_release(known, "2020"), find_release(known, "2024")
        revision = compare(
            connection,
            before,
            after.release_id,
            between_editions=True,
            iso3_code=iso3_code,
            limit=limit,
        )
    assert revision is not None
    return revision


def test_editions_are_compared_in_the_years_of_both(loaded: Database) -> None:
    found = between_editions(loaded)

    assert (found.added, found.removed, found.changed) == (2_485, 20_727, 18_700)
    assert found.largest[0]["origin_name"] == "Unknown origin"
    assert found.largest[0]["destination_iso3_code"] == "DEU"
    assert (found.largest[0]["before"], found.largest[0]["after"]) == (175_481, 3_953_583)
    assert len(found.largest) == 10


def test_a_country_is_compared_as_origin_and_as_destination(loaded: Database) -> None:
    found = between_editions(loaded, "KAZ", limit=5_000)

    assert found.added + found.removed + found.changed == len(found.largest)
    codes = ("origin_iso3_code", "destination_iso3_code")
    assert {code for change in found.largest for code in codes if change[code] == "KAZ"} == set(codes)
    assert all("KAZ" in (change[code] for code in codes) for change in found.largest)


def test_a_missing_corridor_is_described_as_gone(loaded: Database) -> None:
    described = [describe_change(change) for change in between_editions(loaded, "TJK").largest]
    assert "Tajikistan–Germany 2020: 32,157 → gone" in described


def test_the_view_and_the_comparison_count_the_same_changes(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        row = connection.execute("""
            select
                count(*) filter (where migrants_before is null and migrants_after is not null),
                count(*) filter (where migrants_after is null and migrants_before is not null),
                count(*) filter (where migrants_before <> migrants_after)
            from mart.edition_change
            where edition_before = '2020' and edition_after = '2024'
        """).fetchone()
    found = between_editions(loaded)
    assert row == (found.added, found.removed, found.changed)


def test_figures_in_several_units_are_ranked_within_their_unit(loaded: Database) -> None:
    with loaded.connect("owner") as connection, connection.transaction(force_rollback=True):
        (before,) = read_releases(connection, "source_code = 'worldbank'")
        after = 999
        connection.execute(
            """
            insert into dw.source_release
            select (jsonb_populate_record(r, jsonb_build_object('release_id', %s::int, 'is_current', false))).*
            from dw.source_release as r where release_id = %s
            """,
            (after, before.release_id),
        )
        connection.execute(
            "create table part.fact_indicator_r999 partition of dw.fact_indicator for values in (999)"
        )
        connection.execute(
            """
            insert into dw.fact_indicator (release_id, country_id, indicator_code, year, value)
            select 999, country_id, indicator_code, year, value * 1.5
            from dw.fact_indicator
            where release_id = %s and not (indicator_code = 'SP.POP.TOTL' and country_id = 762 and year = 2023)
            union all
            select 999, 762, 'NY.GDP.MKTP.CD', 2030, 1e20
            """,
            (before.release_id,),
        )
        found = compare(connection, before, after, between_editions=False, limit=10)

    assert found is not None
    assert (found.added, found.removed) == (1, 1)
    units = [change["indicator_name"] for change in found.largest]
    assert len(set(units[:9])) == 9  # the largest change of each of the nine comes first
    assert all(change["before"] is not None for change in found.largest)  # a new figure is no revision


def test_a_missing_corridor_counts_as_nobody_in_the_difference(loaded: Database) -> None:
    gone = next(change for change in between_editions(loaded, "TJK").largest if change["after"] is None)
    assert gone["difference"] == -gone["before"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(4_633_754_222.3, 38.418, "4,633,754,222 → 38.42"), (None, 0, "nothing → 0"), (12, None, "12 → gone")],
)
def test_changes_are_described_with_figures_as_people_write_them(
    before: float | None, after: float | None, words: str
) -> None:
    change = {
        "country_name": "Tajikistan",
        "iso3_code": "TJK",
        "year": 2023,
        "before": before,
        "after": after,
    }
    assert describe_change(change) == f"Tajikistan 2023: {words}"


def test_a_release_is_named_by_its_edition_or_its_number(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        known = read_releases(connection, "source_code = 'undesa'")
    edition = find_release(known, "2020")
    assert edition.edition == "2020"
    assert find_release(known, str(edition.release_id)) == edition
    with pytest.raises(UsageError, match="no edition or release 2019") as raised:
        find_release(known, "2019")
    assert "2024 (release" in raised.value.advice


def test_the_previous_edition_is_the_last_real_one_that_is_active(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        history = History.read(connection, choose_sources(["undesa"])[0])
    before = history.previous_edition("2024")
    assert before is not None
    assert before.edition == "2020"
    assert history.previous_edition("2020") is None
