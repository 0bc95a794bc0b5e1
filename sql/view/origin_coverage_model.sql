-- How completely each edition names the origins of the migrants in each destination, and whether it estimated the
-- destination anew. The table dw.origin_coverage holds these rows. Source: UN DESA, International Migrant Stock, the
-- newest release of every edition.
-- grain: country_id, year, edition
create or replace view dw.origin_coverage_model as
with unknown as (
    select country_id
    from dw.dim_country
    where entity_type = 'unknown'
),

named as (
    select
        s.release_id,
        s.destination_id,
        s.year,
        coalesce(
            sum(s.migrants) filter (where s.origin_id = (select u.country_id from unknown as u)), 0
        )::bigint as unknown_origin,
        count(*) filter (where s.origin_id <> (select u.country_id from unknown as u) and s.migrants > 0)
            as origins_named
    from dw.fact_migrant_stock as s
    where s.release_id = any(array(select e.release_id from dw.stock_edition as e))
    group by s.release_id, s.destination_id, s.year
)

select
    n.destination_id as country_id,
    n.year,
    e.edition,
    t.immigrants,
    n.unknown_origin,
    n.origins_named,
    r.reassessed
from named as n
inner join dw.stock_edition as e on n.release_id = e.release_id
left join dw.fact_migrant_stock_total as t -- every destination has one: rows stay
    on n.release_id = t.release_id and n.destination_id = t.country_id and n.year = t.year
left join dw.reassessed_destination as r on n.release_id = r.release_id and n.destination_id = r.country_id;
