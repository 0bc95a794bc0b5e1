-- Destinations of each origin, the largest first. Equal numbers are ranked by the destination's name.
-- Destinations without migrants are left out. Source: UN DESA, International Migrant Stock, current edition.
-- grain: origin_iso3_code, year, rank
create or replace view mart.top_destination as
select
    c.origin_iso3_code,
    c.origin_name,
    c.year,
    c.year_date,
    c.destination_rank as rank,
    c.destination_iso3_code,
    c.destination_name,
    c.migrants,
    c.male_migrants,
    c.female_migrants,
    c.male_pct,
    c.female_pct,
    c.pct_of_emigrants,
    c.unknown_origin_pct,
    c.coverage_note,
    c.edition
from dw.ranked_corridor as c
where c.destination_rank is not null; -- a sample has its own country as origin only
