-- How concentrated a country's emigrants are on few destinations. The Herfindahl index is the sum of the squared
-- shares of the destinations: 1 if all live in one, 0.1 if ten have a tenth each. The shares of the largest destination
-- and of the five largest are of all emigrants. Destinations without migrants do not count, and those that do
-- not record an origin are missing, so a country with many of them looks more concentrated than it is: see
-- mart.emigration.coverage_note. The migrants of unknown origin are left out. Source: UN DESA, International Migrant
-- Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.destination_concentration as
with concentration as ( -- by the origin's code, too: a filter on it then reaches the key of the table
    select
        o.iso3_code,
        s.origin_id,
        s.year,
        sum(s.migrants)::bigint as emigrants,
        count(*) as destinations,
        sum(
            power(s.migrants::double precision / t.emigrants, 2) order by s.destination_rank
        ) as herfindahl_index,
        max(s.destination_id) filter (where s.destination_rank = 1) as top_destination_id,
        100 * max(s.migrants::double precision / t.emigrants) as top_destination_pct,
        100 * sum(
            s.migrants::double precision / t.emigrants order by s.destination_rank
        ) filter (where s.destination_rank <= 5) as top_five_destinations_pct
    from dw.current_corridor as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.country_stock as t on s.origin_id = t.country_id and s.year = t.year
    where o.entity_type <> 'unknown' and s.destination_rank is not null
    group by o.iso3_code, s.origin_id, s.year
)

select
    c.iso3_code,
    o.country_name,
    c.year,
    y.mid_year_date as year_date,
    c.emigrants,
    c.destinations,
    c.herfindahl_index,
    d.iso3_code::text as top_destination_iso3_code,
    d.country_name as top_destination_name,
    c.top_destination_pct,
    c.top_five_destinations_pct,
    w.edition
from concentration as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.top_destination_id = d.country_id
inner join dw.dim_year as y on c.year = y.year
inner join dw.stock_year as w on c.year = w.year;
