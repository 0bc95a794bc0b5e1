-- The share of women among a country's emigrants over time, and by how many percentage points it has changed since
-- the date before and since the first date of the edition. Shares are of the emigrants whose sex is known; empty where
-- the edition has none for one of the two dates. The migrants of unknown origin are left out. Source: UN DESA,
-- International Migrant Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.feminisation as
select
    iso3_code,
    country_name,
    year,
    year_date,
    emigrants,
    female_pct,
    previous_year,
    previous_female_pct,
    female_pct - previous_female_pct as female_points_change,
    first_year,
    first_female_pct,
    female_pct - first_female_pct as female_points_change_since_first,
    coverage_note,
    edition
from dw.emigration_by_date;
