-- How concentrated a country's emigrants are on few destinations. The Herfindahl index is the sum of the squared
-- shares of the destinations: 1 if all live in one, 0.1 if ten have a tenth each. The shares of the largest destination
-- and of the five largest are of all emigrants. Destinations without migrants do not count, and those that do
-- not record an origin are missing, so a country with many of them looks more concentrated than it is: see
-- coverage_note. The migrants of unknown origin are left out. Source: UN DESA, International Migrant Stock, current
-- edition.
-- grain: iso3_code, year
create or replace view mart.destination_concentration as
with concentrated as (
    select
        origin_iso3_code as iso3_code,
        year,
        count(*) as destinations,
        sum(power(pct_of_emigrants / 100, 2)) as herfindahl_index,
        max(destination_iso3_code) filter (where rank = 1) as top_destination_iso3_code,
        max(destination_name) filter (where rank = 1) as top_destination_name,
        max(pct_of_emigrants) filter (where rank = 1) as top_destination_pct,
        sum(pct_of_emigrants) filter (where rank <= 5) as top_five_destinations_pct
    from mart.top_destination
    where origin_iso3_code <> 'ZZZ'
    group by origin_iso3_code, year
)

select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    c.destinations,
    c.herfindahl_index,
    c.top_destination_iso3_code,
    c.top_destination_name,
    c.top_destination_pct,
    c.top_five_destinations_pct,
    e.coverage_note,
    e.edition
from concentrated as c
inner join mart.emigration as e on c.iso3_code = e.iso3_code and c.year = e.year;
