-- How concentrated a country's emigrants are on few destinations. The Herfindahl index is the sum of the squared
-- shares of the destinations: 1 if all live in one, 0.1 if ten have a tenth each. The shares of the largest destination
-- and of the five largest are of all emigrants. Destinations without migrants do not count, and those that do
-- not record an origin are missing, so a country with many of them looks more concentrated than it is: see
-- mart.emigration.coverage_note. The migrants of unknown origin are left out. Source: UN DESA, International Migrant
-- Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.destination_concentration as
with ranked as (
    select
        o.iso3_code,
        o.country_name,
        d.iso3_code as destination_iso3_code,
        d.country_name as destination_name,
        s.year,
        s.migrants,
        s.migrants::double precision / t.emigrants as part,
        s.destination_rank as rank,
        t.edition
    from dw.current_corridor as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.dim_country as d on s.destination_id = d.country_id
    inner join dw.current_migrant_stock_total as t on s.origin_id = t.country_id and s.year = t.year
    where o.entity_type <> 'unknown' and s.destination_rank is not null
)

select
    r.iso3_code,
    r.country_name,
    r.year,
    y.mid_year_date as year_date,
    sum(r.migrants)::bigint as emigrants,
    count(*) as destinations,
    sum(r.part * r.part order by r.rank) as herfindahl_index,
    max(r.destination_iso3_code) filter (where r.rank = 1) as top_destination_iso3_code,
    max(r.destination_name) filter (where r.rank = 1) as top_destination_name,
    100 * max(r.part) as top_destination_pct,
    100 * sum(r.part order by r.rank) filter (where r.rank <= 5) as top_five_destinations_pct,
    r.edition
from ranked as r
inner join dw.dim_year as y on r.year = y.year
group by r.iso3_code, r.country_name, r.year, y.mid_year_date, r.edition;
