"""What the warehouse knows of countries, their groups and published sums, curated in the files here."""

from etl.reference.country import countries, country_ids
from etl.reference.group import country_groups, group_memberships, members_on
from etl.reference.published_area import published_area_names, published_areas

__all__ = [
    "countries",
    "country_groups",
    "country_ids",
    "group_memberships",
    "members_on",
    "published_area_names",
    "published_areas",
]
