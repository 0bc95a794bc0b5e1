"""The countries and areas that the warehouse knows, from countries.yaml.

A country's id is its M49 code. Kosovo and unknown origin have no M49 code, so they have ids of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from itertools import zip_longest
from typing import Any

import pandas as pd
import pycountry

from etl.reference.content import content

ENTITY_TYPES = {"countries": "country", "areas": "area"}
"""The types of entity by their key in countries.yaml, where the difference is explained."""

REGION_LEVELS = ("region", "subregion", "intermediate_region")

Codes = tuple[int, int | None, str | None]
"""country_id, M49 code and two-letter code."""


@dataclass(frozen=True)
class Region:
    """A region of M49. Its level is one of `REGION_LEVELS`."""

    code: int
    name: str
    level: str


@dataclass(frozen=True)
class Entity:
    """A country, an area or unknown origin, with its regions from the largest to the smallest."""

    country_id: int
    m49_code: int | None
    iso3_code: str
    iso2_code: str | None
    country_name: str
    entity_type: str
    name_in_sentence: str
    regions: tuple[Region, ...] = ()


@cache
def entities() -> tuple[Entity, ...]:
    """Return all countries and areas, and unknown origin, sorted by country_id."""
    tree = content("countries.yaml")
    listed = [entity for region in tree["regions"] for entity in _entities_below(region, REGION_LEVELS, ())]
    listed += _entities_of(tree["without_region"], ())
    nowhere = tree["unknown"]
    listed += [_entity(nowhere["iso3"], nowhere["name"], "unknown", (nowhere["country_id"], None, None), ())]
    return tuple(sorted(listed, key=lambda entity: entity.country_id))


def country_ids() -> dict[str, int]:
    """Return the country_id of each three-letter code: ISO 3166's, the World Bank's XKX and CHI, and ZZZ."""
    return {entity.iso3_code: entity.country_id for entity in entities()}


def countries() -> pd.DataFrame:
    """Return the rows of `dw.dim_country`, sorted by country_id.

    Columns: country_id (int16), m49_code (Int16; null for Kosovo and unknown origin), iso3_code, iso2_code (null
    where ISO 3166 has none), country_name, entity_type ('country', 'area', 'unknown'), name_in_sentence, and for
    each of region, subregion and intermediate_region its `_code` (Int16) and `_name`, null where M49 has none.
    """
    rows = []
    for entity in entities():
        row = {field.name: getattr(entity, field.name) for field in fields(Entity) if field.name != "regions"}
        for level, region in zip_longest(REGION_LEVELS, entity.regions):
            row |= {f"{level}_code": region and region.code, f"{level}_name": region and region.name}
        rows.append(row)
    codes = ["m49_code", *(f"{level}_code" for level in REGION_LEVELS)]
    return pd.DataFrame(rows, dtype=object).astype({"country_id": "int16", **dict.fromkeys(codes, "Int16")})


def known_names() -> pd.DataFrame:
    """Return every name by which publishers call a country or area: place_code (country_id as text), place_name."""
    others = content("countries.yaml")["other_names"]
    rows = [
        (str(entity.country_id), name)
        for entity in entities()
        for name in (entity.country_name, *others.get(entity.iso3_code, ()))
    ]
    return pd.DataFrame(rows, columns=["place_code", "place_name"], dtype=object)


def _entities_below(node: Any, levels: tuple[str, ...], outer: tuple[Region, ...]) -> Iterator[Entity]:
    around = (*outer, Region(node["code"], node["name"], levels[0]))
    yield from _entities_of(node, around)
    if len(levels) > 1:
        for inner in node.get(f"{levels[1]}s", ()):
            yield from _entities_below(inner, levels[1:], around)


def _entities_of(node: Any, regions: tuple[Region, ...]) -> Iterator[Entity]:
    for key, entity_type in ENTITY_TYPES.items():
        for iso3_code, name in node.get(key, {}).items():
            yield _entity(iso3_code, name, entity_type, _codes(iso3_code), regions)


def _entity(iso3_code: str, name: str, entity_type: str, codes: Codes, regions: tuple[Region, ...]) -> Entity:
    country_id, m49_code, iso2_code = codes
    in_sentence = content("countries.yaml")["in_sentences"].get(iso3_code, name)
    return Entity(country_id, m49_code, iso3_code, iso2_code, name, entity_type, in_sentence, regions)


def _codes(iso3_code: str) -> Codes:
    """Return country_id, M49 code and two-letter code, from countries.yaml if it has them, or from ISO 3166."""
    own = content("countries.yaml")["codes"].get(iso3_code)
    if own:
        return own["country_id"], own.get("m49"), own.get("iso2")
    country = pycountry.countries.get(alpha_3=iso3_code)
    if country is None:
        raise LookupError(
            f"countries.yaml lists {iso3_code}, which is not in ISO 3166 and has no entry under `codes`"
        )
    return int(country.numeric), int(country.numeric), country.alpha_2
