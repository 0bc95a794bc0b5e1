"""Memberships of groups as dated periods: a curated list replaces them, a publisher's begin and end as observed."""

from datetime import date
from typing import Any

import pandas as pd

from diaspora_dw.database import Connection
from diaspora_dw.loading.dimension import BEGINNING, observe_memberships, replace_memberships
from tests.loading.made import GERMANY, TAJIKISTAN, UZBEKISTAN

JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (7, 8, 9))
JULY_END, AUGUST_END = date(2025, 7, 31), date(2025, 8, 31)


def grouped(**members: list[int]) -> pd.DataFrame:
    """Memberships in income groups as a publisher assigns them."""
    rows = [(code, code, "income", country) for code, countries in members.items() for country in countries]
    return pd.DataFrame(rows, columns=["group_code", "group_name", "group_type", "country_id"])


def observe(connection: Connection, seen: date, *, first: bool = False, **members: list[int]) -> None:
    with connection.transaction():
        observe_memberships(connection, "made", grouped(**members), seen, is_first=first)


def membership_periods(connection: Connection, source: str = "made") -> list[tuple[Any, ...]]:
    return connection.execute(
        """
        select g.group_code, b.country_id, b.valid_from, b.valid_to
        from dw.bridge_country_group as b inner join dw.dim_country_group as g using (group_id)
        where g.source_code = %s order by b.country_id, b.valid_from, g.group_code
        """,
        (source,),
    ).fetchall()


def test_memberships_seen_first_count_from_the_beginning(loader: Connection) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN])
    assert membership_periods(loader) == [("LOW", TAJIKISTAN, BEGINNING, None)]


def test_a_country_leaves_a_group_the_day_before_it_joins_the_next(
    loader: Connection,
) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN, UZBEKISTAN])
    observe(loader, AUGUST, LOW=[UZBEKISTAN], HIGH=[TAJIKISTAN])
    assert membership_periods(loader) == [
        ("LOW", TAJIKISTAN, BEGINNING, JULY_END),
        ("HIGH", TAJIKISTAN, AUGUST, None),
        ("LOW", UZBEKISTAN, BEGINNING, None),
    ]


def test_observing_the_same_memberships_again_writes_nothing(loader: Connection) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN])
    query = "select ctid::text, xmin::text from dw.bridge_country_group order by 1"
    before = loader.execute(query).fetchall()
    observe(loader, AUGUST, LOW=[TAJIKISTAN])
    assert loader.execute(query).fetchall() == before


def test_a_country_that_returns_has_two_membership_periods(loader: Connection) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN, UZBEKISTAN])
    observe(loader, AUGUST, LOW=[UZBEKISTAN])
    observe(loader, SEPTEMBER, LOW=[TAJIKISTAN, UZBEKISTAN])
    assert membership_periods(loader)[:2] == [
        ("LOW", TAJIKISTAN, BEGINNING, JULY_END),
        ("LOW", TAJIKISTAN, SEPTEMBER, None),
    ]


def test_a_membership_corrected_on_the_day_it_was_seen_leaves_no_period(loader: Connection) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN], HIGH=[GERMANY])
    observe(loader, AUGUST, HIGH=[TAJIKISTAN, GERMANY])
    observe(loader, AUGUST, LOW=[TAJIKISTAN], HIGH=[GERMANY])
    assert [period for period in membership_periods(loader) if period[0] == "HIGH"] == [
        ("HIGH", GERMANY, BEGINNING, None)
    ]


def test_membership_periods_never_overlap_if_a_publisher_returns_to_an_earlier_date(
    loader: Connection,
) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN], HIGH=[GERMANY])
    observe(loader, SEPTEMBER, HIGH=[GERMANY])
    observe(loader, AUGUST, LOW=[TAJIKISTAN], HIGH=[GERMANY])
    of_tajikistan = [period[2:] for period in membership_periods(loader) if period[1] == TAJIKISTAN]
    assert of_tajikistan == [(BEGINNING, AUGUST_END), (SEPTEMBER, None)]


def test_groups_of_another_source_do_not_change(loader: Connection) -> None:
    before = membership_periods(loader, "reference")
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN])
    observe(loader, AUGUST, LOW=[UZBEKISTAN])
    assert before
    assert membership_periods(loader, "reference") == before


def test_the_first_real_memberships_replace_those_of_a_sample(loader: Connection) -> None:
    observe(loader, JULY, first=True, LOW=[TAJIKISTAN])
    observe(loader, AUGUST, first=True, LOW=[UZBEKISTAN], HIGH=[TAJIKISTAN])
    assert membership_periods(loader) == [
        ("HIGH", TAJIKISTAN, BEGINNING, None),
        ("LOW", UZBEKISTAN, BEGINNING, None),
    ]


def test_curated_memberships_are_replaced_for_the_groups_named(loader: Connection) -> None:
    def of(code: str) -> int:
        row = loader.execute(
            "select count(*) from dw.bridge_country_group as b inner join dw.dim_country_group as g using (group_id) "
            "where g.group_code = %s",
            (code,),
        ).fetchone()
        assert row is not None
        return int(row[0])

    others = of("EEA")
    replace_memberships(
        loader,
        pd.DataFrame(
            {
                "group_code": ["EU", "EU"],
                "country_id": [GERMANY, TAJIKISTAN],
                "valid_from": [None, date(2030, 1, 1)],
                "valid_to": [None, None],
            }
        ),
    )
    assert of("EU") == 2
    assert of("EEA") == others > 2
    row = loader.execute(
        "select min(valid_from) from dw.bridge_country_group as b inner join dw.dim_country_group as g "
        "using (group_id) where g.group_code = 'EU'"
    ).fetchone()
    assert row == (BEGINNING,)
