-- Corridors: migrants from an origin in a destination, and their share of both sides. Source: UN DESA,
-- International Migrant Stock, current edition.
-- grain: origin_iso3_code, destination_iso3_code, year
create or replace view mart.corridor as
select
    origin_iso3_code,
    origin_name,
    destination_iso3_code,
    destination_name,
    year,
    year_date,
    migrants,
    male_migrants,
    female_migrants,
    male_pct,
    female_pct,
    pct_of_emigrants,
    pct_of_immigrants,
    unknown_origin_pct,
    compared_year,
    edition_before,
    migrants_before,
    migrants_after,
    coverage_note,
    data_type,
    edition
from dw.ranked_corridor;
