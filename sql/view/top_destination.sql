-- Destinations of each origin, the largest first. Equal numbers are ranked by the destination's name.
-- Destinations without migrants are left out. Source: UN DESA, International Migrant Stock, current edition.
-- grain: origin_iso3_code, year, rank
create or replace view mart.top_destination as
select
    origin_iso3_code,
    origin_name,
    year,
    year_date,
    row_number() over (
        partition by origin_iso3_code, year
        order by migrants desc, destination_name asc
    )::integer as rank,
    destination_iso3_code,
    destination_name,
    migrants,
    male_migrants,
    female_migrants,
    male_pct,
    female_pct,
    pct_of_emigrants,
    unknown_origin_pct,
    coverage_note,
    edition
from mart.corridor
where migrants > 0 and pct_of_emigrants is not null; -- a sample has its own country as origin only
