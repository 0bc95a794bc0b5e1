-- Origins of each destination's immigrants, the largest first. Equal numbers are ranked by the origin's name. Origins
-- without migrants there, and migrants of unknown origin, are left out. A sample has its own country as destination
-- only. Source: UN DESA, International Migrant Stock, current edition.
-- grain: destination_iso3_code, year, rank
create or replace view mart.top_origin as
select
    destination_iso3_code,
    destination_name,
    year,
    year_date,
    row_number() over (
        partition by destination_iso3_code, year
        order by migrants desc, origin_name asc
    )::integer as rank,
    origin_iso3_code,
    origin_name,
    migrants,
    male_migrants,
    female_migrants,
    male_pct,
    female_pct,
    pct_of_immigrants,
    unknown_origin_pct,
    coverage_note,
    edition
from mart.corridor
where migrants > 0 and origin_iso3_code <> 'ZZZ' and pct_of_immigrants is not null;
