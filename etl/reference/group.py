"""Groups of countries and who belonged to them when: M49's regions, and the groups of groups.yaml.

The World Bank's regions and income groups come with its data, not from here.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from etl.reference.content import content
from etl.reference.country import country_ids, entities

REGION_DESCRIPTION = "A region of the United Nations' standard M49 (Kosovo, which it does not list, added)."


def region_group_code(region_code: int) -> str:
    """The group code of an M49 region: UN_150 is Europe."""
    return f"UN_{region_code}"


def country_groups() -> pd.DataFrame:
    """The groups: group_code, group_name, group_type, description.

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
    """Who belonged when: group_code, country_id (int16), valid_from, valid_to (dates or None).

    valid_from is the first day, None for since before 1990 or always; valid_to the last day, inclusive, None
    for to this day. A country that left and came back would have a row for each time.
    """
    rows: list[tuple[str, int, date | None, date | None]] = [
        (region_group_code(region.code), entity.country_id, None, None)
        for entity in entities()
        for region in entity.regions
    ]
    groups = {group["code"]: group for group in content("groups.yaml")["groups"]}
    for code, group in groups.items():
        rows += [(code, *spell) for spell in _spells(group)]
        if "includes" in group:
            rows += [(code, *spell) for spell in _spells(groups[group["includes"]])]
    frame = pd.DataFrame(rows, columns=["group_code", "country_id", "valid_from", "valid_to"], dtype=object)
    return frame.astype({"country_id": "int16"})


def members_on(memberships: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows of `group_memberships()` that held on a day."""
    joined = memberships["valid_from"].fillna(date.min) <= day
    stays = memberships["valid_to"].fillna(date.max) >= day
    return memberships[joined & stays]


def _spells(group: Any) -> Iterator[tuple[int, date | None, date | None]]:
    ids = country_ids()
    for spell in group["spells"]:
        for iso3_code in spell["members"]:
            yield ids[iso3_code], spell.get("from"), spell.get("to")
