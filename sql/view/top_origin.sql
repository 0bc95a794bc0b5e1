-- Origins of each destination's immigrants, the largest first. Equal numbers are ranked by the origin's name. Origins
-- without migrants there, and migrants of unknown origin, are left out. A sample has its own country as destination
-- only. Source: UN DESA, International Migrant Stock, current edition.
-- grain: destination_iso3_code, year, rank
create or replace view mart.top_origin as
select
    c.destination_iso3_code,
    c.destination_name,
    c.year,
    c.year_date,
    c.origin_rank as rank,
    c.origin_iso3_code,
    c.origin_name,
    c.migrants,
    c.male_migrants,
    c.female_migrants,
    c.male_pct,
    c.female_pct,
    c.pct_of_immigrants,
    c.unknown_origin_pct,
    c.coverage_note,
    c.edition
from dw.ranked_corridor as c
where c.origin_rank is not null;
