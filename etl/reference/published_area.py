"""The location codes under which UN DESA publishes totals, and the members of each, from published_areas.yaml.

`etl.undesa` reads these totals from a workbook. The checks of a loaded release compare them with our own.
"""

import pandas as pd

from etl.reference.content import content
from etl.reference.country import entities
from etl.reference.group import group_memberships, members_on


def published_area_names() -> dict[str, str]:
    """Return the name of every total by its location code (text), including totals whose members are unknown."""
    return {code: area["name"] for code, area in content("published_areas.yaml")["areas"].items()}


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
