"""Ranks all countries by emigrants and by remittances, in the world and in their subregions, with a query for each."""

from collections import defaultdict
from dataclasses import dataclass, field

from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.rendering.figures import Neighbour, Place

_RANKED = """
    select
        c.subregion_name,
        e.iso3_code, e.country_name, e.year, e.emigrants, e.emigrants_pct_of_population, e.coverage_note, e.edition,
        rank() over (order by e.emigrants desc) as emigrants_rank,
        count(*) over () as emigrants_of,
        rank() over (order by e.emigrants_pct_of_population desc nulls last) as emigrants_pct_of_population_rank,
        count(e.emigrants_pct_of_population) over () as emigrants_pct_of_population_of,
        rank() over (nearby order by e.emigrants desc) as emigrants_rank_nearby,
        count(*) over nearby as emigrants_of_nearby,
        rank() over (nearby order by e.emigrants_pct_of_population desc nulls last)
            as emigrants_pct_of_population_rank_nearby,
        count(e.emigrants_pct_of_population) over nearby as emigrants_pct_of_population_of_nearby
    from mart.emigration as e
    inner join mart.country as c on e.iso3_code = c.iso3_code
    where
        e.emigrants > 0 and c.entity_type <> 'unknown'
        and e.year = (select max(year) from dw.stock_year)
    window nearby as (partition by c.subregion_name)
    order by e.emigrants_pct_of_population desc nulls last, e.iso3_code
"""
_RANKED_BY_REMITTANCES = """
    with ranked as (
        select
            c.subregion_name, c.iso3_code, r.year, r.figure_year,
            rank() over (everywhere order by r.value desc) as rank,
            count(*) over everywhere as ranked_countries,
            rank() over (nearby order by r.value desc) as rank_nearby,
            count(*) over nearby as ranked_countries_nearby
        from dw.recent_remittance as r
        inner join dw.dim_country as c on r.country_id = c.country_id
        where r.measure = 'received_usd'
        window everywhere as (partition by r.year), nearby as (partition by r.year, c.subregion_name)
    )

    select distinct on (iso3_code) * from ranked where figure_year = year order by iso3_code, year desc
"""
_MEASURES = ("emigrants", "emigrants_pct_of_population")


@dataclass(frozen=True)
class Neighbourhoods:
    """The places and the neighbours of each country, by its code."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    neighbours: dict[str, list[Neighbour]] = field(default_factory=lambda: defaultdict(list))


def read_neighbourhoods(connection: Connection) -> Neighbourhoods:
    """Read the places and neighbours of all countries, each measure in its latest year."""
    found = Neighbourhoods()
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_RANKED).fetchall()
        by_remittances = cursor.execute(_RANKED_BY_REMITTANCES).fetchall()
    by_subregion: dict[str, list[Neighbour]] = defaultdict(list)
    for row in rows:
        by_subregion[row["subregion_name"]].append(
            Neighbour.model_validate({name: row[name] for name in Neighbour.model_fields})
        )
    for row in rows:
        found.neighbours[row["iso3_code"]] = by_subregion[row["subregion_name"]]
        found.places[row["iso3_code"]] = [
            Place(
                year=row["year"],
                measure=measure,
                group_name=group,
                rank=row[f"{measure}_rank{nearby}"],
                ranked_countries=row[f"{measure}_of{nearby}"],
            )
            for measure in _MEASURES
            if row[measure] is not None
            for group, nearby in (("World", ""), (row["subregion_name"], "_nearby"))
            if group
        ]
    for row in by_remittances:
        found.places[row["iso3_code"]] += [
            Place(
                year=row["year"],
                measure="remittances_received_usd",
                group_name=group,
                rank=row[f"rank{nearby}"],
                ranked_countries=row[f"ranked_countries{nearby}"],
            )
            for group, nearby in (("World", ""), (row["subregion_name"], "_nearby"))
            if group
        ]
    return found
