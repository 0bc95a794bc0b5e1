"""Groups of countries and their dated memberships, and the totals that UN DESA publishes with their members.

The World Bank's regions and income groups come with its data.
"""

from datetime import date

import pandas as pd

from etl.reference.content import content
from etl.reference.country import country_ids, entities

REGION_DESCRIPTION = "A region of the United Nations' standard M49 (Kosovo, which it does not list, added)."


def country_groups() -> pd.DataFrame:
    """Return the groups, with the columns group_code, group_name, group_type and description.

    group_type is 'un_region', 'un_subregion' or 'un_intermediate_region' for the levels of M49,
    'un_development_group' for LDC, LLDC and SIDS, 'organisation' for those that states join and leave, and 'fixed'
    for the members that an organisation had on one day.
    """
    regions = {region for entity in entities() for region in entity.regions}
    rows = [
        (f"UN_{region.code}", region.name, f"un_{region.level}", REGION_DESCRIPTION)
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
        (f"UN_{region.code}", entity.country_id, None, None)
        for entity in entities()
        for region in entity.regions
    ]
    ids = country_ids()
    groups = {group["code"]: group for group in content("groups.yaml")["groups"]}
    for code, group in groups.items():
        fixed = group.get("fixed_from")
        for period in groups[fixed["group"] if fixed else code]["membership_periods"]:
            first, last = period.get("from"), period.get("to")
            if fixed and not (first or date.min) <= fixed["day"] <= (last or date.max):
                continue
            days = (None, None) if fixed else (first, last)
            rows += [(code, ids[iso3_code], *days) for iso3_code in period["members"]]
    frame = pd.DataFrame(rows, columns=["group_code", "country_id", "valid_from", "valid_to"], dtype=object)
    return frame.astype({"country_id": "int16"})


def members_on(memberships: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of `group_memberships()` that were in force on a day."""
    has_begun = memberships["valid_from"].fillna(date.min) <= day
    has_not_ended = memberships["valid_to"].fillna(date.max) >= day
    return memberships[has_begun & has_not_ended]


def published_area_names() -> dict[str, str]:
    """Return the name of every total by its location code (text), including totals whose members are unknown."""
    return {code: area["name"] for code, area in content("published_areas.yaml")["areas"].items()}


def known_area_names() -> pd.DataFrame:
    """Return every name of a total in the workbooks: place_code (its location code), place_name."""
    rows = [
        (code, name)
        for code, area in content("published_areas.yaml")["areas"].items()
        for name in (area["name"], *area.get("other_names", ()))
    ]
    return pd.DataFrame(rows, columns=["place_code", "place_name"], dtype=object)


def published_areas() -> pd.DataFrame:
    """Return the members of each total, if they are known: area_code (text), country_id (int16).

    '900' contains every country and unknown origin. No other total contains unknown origin.
    """
    listed = content("published_areas.yaml")
    memberships = members_on(group_memberships(), listed["members_on"])
    members = memberships.groupby("group_code")["country_id"].agg(set)
    rows: list[tuple[str, int]] = []
    for code, area in listed["areas"].items():
        if area.get("world"):
            included = {entity.country_id for entity in entities()}
        else:
            included = set().union(*(members[group] for group in area.get("sums", ())))
            included -= set().union(*(members[group] for group in area.get("less", ())))
        rows += [(code, country_id) for country_id in sorted(included)]
    return pd.DataFrame(rows, columns=["area_code", "country_id"]).astype({"country_id": "int16"})
