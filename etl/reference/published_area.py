"""The location codes under which UN DESA publishes sums, from published_areas.yaml, and whom each sums.

Reading such sums from a workbook is for `etl.undesa`; comparing them, for the checks of a loaded release.
"""

import pandas as pd

from etl.reference.content import content
from etl.reference.country import entities
from etl.reference.group import group_memberships, members_on


def published_area_names() -> dict[str, str]:
    """Every location code of a sum, as text, with its name; also of the sums whose members are not known."""
    return {code: area["name"] for code, area in content("published_areas.yaml")["areas"].items()}


def published_areas() -> pd.DataFrame:
    """The members of each sum whose members are known: area_code (text), country_id (int16).

    '900' holds every country and unknown origin. No other sum holds unknown origin.
    """
    listed = content("published_areas.yaml")
    memberships = members_on(group_memberships(), listed["members_on"])
    members = memberships.groupby("group_code")["country_id"].agg(set)
    rows: list[tuple[str, int]] = []
    for code, area in listed["areas"].items():
        if area.get("world"):
            summed = {entity.country_id for entity in entities()}
        else:
            summed = set().union(*(members[group] for group in area.get("sums", ())))
            summed -= set().union(*(members[group] for group in area.get("less", ())))
        rows += [(code, country_id) for country_id in sorted(summed)]
    return pd.DataFrame(rows, columns=["area_code", "country_id"]).astype({"country_id": "int16"})
