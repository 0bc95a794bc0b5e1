"""Groups of countries and their dated memberships: M49's regions, and the groups in groups.yaml.

The World Bank's regions and income groups come with its data.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from etl.reference.content import content
from etl.reference.country import country_ids, entities

REGION_DESCRIPTION = "A region of the United Nations' standard M49 (Kosovo, which it does not list, added)."


def region_group_code(region_code: int) -> str:
    """Return the group code of an M49 region: UN_150 is Europe."""
    return f"UN_{region_code}"


def country_groups() -> pd.DataFrame:
    """Return the groups, with the columns group_code, group_name, group_type and description.

    group_type is 'un_region', 'un_subregion' or 'un_intermediate_region' for the levels of M49,
    'un_development_group' for LDC, LLDC and SIDS, and 'organisation' for those that states join and leave.
    """
    regions = {region: None for entity in entities() for region in entity.regions}
    rows = [
        (region_group_code(region.code), region.name, f"un_{region.level}", REGION_DESCRIPTION)
        for region in sorted(regions, key=lambda region: region.code)
    ]
    rows += [
        (group["code"], group["name"], group["type"], group["description"])
        for group in content("groups.yaml")["groups"]
    ]
    return pd.DataFrame(rows, columns=["group_code", "group_name", "group_type", "description"])


def group_memberships() -> pd.DataFrame:
    """Return the membership periods: group_code, country_id (int16), valid_from, valid_to (dates or None).

    valid_from is the first day, or None if the country was always a member or joined before 1990. valid_to is the
    last day, inclusive, or None for current members. A country that left and rejoined has a row for each period.
    """
    rows: list[tuple[str, int, date | None, date | None]] = [
        (region_group_code(region.code), entity.country_id, None, None)
        for entity in entities()
        for region in entity.regions
    ]
    groups = {group["code"]: group for group in content("groups.yaml")["groups"]}
    for code, group in groups.items():
        rows += [(code, *period) for period in _membership_periods(group)]
        if "includes" in group:
            rows += [(code, *period) for period in _membership_periods(groups[group["includes"]])]
    frame = pd.DataFrame(rows, columns=["group_code", "country_id", "valid_from", "valid_to"], dtype=object)
    return frame.astype({"country_id": "int16"})


def members_on(memberships: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of `group_memberships()` that were in force on a day."""
    has_begun = memberships["valid_from"].fillna(date.min) <= day
    has_not_ended = memberships["valid_to"].fillna(date.max) >= day
    return memberships[has_begun & has_not_ended]


def _membership_periods(group: Any) -> Iterator[tuple[int, date | None, date | None]]:
    """Yield the country_id, the first and the last day of each period."""
    ids = country_ids()
    for period in group["membership_periods"]:
        for iso3_code in period["members"]:
            yield ids[iso3_code], period.get("from"), period.get("to")
