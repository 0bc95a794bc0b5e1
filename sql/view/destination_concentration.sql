-- How concentrated a country's emigrants are on few destinations. The Herfindahl index is the sum of the squared
-- shares of the destinations: 1 if all live in one, 0.1 if ten have a tenth each. The shares of the largest destination
-- and of the five largest are of all emigrants. Destinations without migrants do not count, and those that do
-- not record an origin are missing, so a country with many of them looks more concentrated than it is: see
-- coverage_note. The migrants of unknown origin are left out. Source: UN DESA, International Migrant Stock, current
-- edition.
-- grain: iso3_code, year
create or replace view mart.destination_concentration as
select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    s.destinations,
    s.herfindahl_index,
    d.iso3_code::text as top_destination_iso3_code,
    d.country_name as top_destination_name,
    s.top_destination_pct,
    s.top_five_destinations_pct,
    e.edition,
    e.coverage_note
from mart.emigration as e
inner join dw.dim_country as o on e.iso3_code = o.iso3_code
inner join dw.country_stock as s on o.country_id = s.country_id and e.year = s.year
inner join dw.dim_country as d on s.top_destination_id = d.country_id;
