-- How completely each edition names the origins of the migrants in each destination. reassessed says whether the
-- edition estimated the destination anew or carried the edition before on: whether their totals differ in a year
-- that both have figures for, or the edition before had none. It is empty for the first edition. By this rule
-- edition 2024 reassessed 60 of 233 countries and areas and carried 173 on: the numbers that UN DESA gives. The
-- editions stand side by side: filter by edition before adding up. Source: UN DESA, International Migrant Stock, the
-- newest release of every edition.
-- grain: iso3_code, year, edition
create or replace view mart.destination_coverage as
with unknown as (
    select country_id
    from dw.dim_country
    where entity_type = 'unknown'
),

named as ( -- by the destination's code, too: a filter on it then reaches the index of the fact
    select
        d.iso3_code,
        s.release_id,
        s.destination_id,
        s.year,
        coalesce(
            sum(s.migrants) filter (where s.origin_id = (select u.country_id from unknown as u)), 0
        )::bigint as unknown_origin,
        count(*) filter (where s.origin_id <> (select u.country_id from unknown as u) and s.migrants > 0)
            as origins_named
    from dw.fact_migrant_stock as s
    inner join dw.dim_country as d on s.destination_id = d.country_id
    where s.release_id = any(array(select e.release_id from dw.stock_edition as e))
    group by d.iso3_code, s.release_id, s.destination_id, s.year
)

select
    n.iso3_code,
    c.country_name,
    n.year,
    y.mid_year_date as year_date,
    t.immigrants,
    n.unknown_origin,
    dw.percentage(n.unknown_origin, t.immigrants) as unknown_origin_pct,
    n.origins_named,
    r.reassessed,
    dw.note_on_unknown_origin(dw.percentage(n.unknown_origin, t.immigrants)) as coverage_note,
    e.edition,
    e.is_current
from named as n
inner join dw.stock_edition as e on n.release_id = e.release_id
inner join dw.dim_country as c on n.destination_id = c.country_id
inner join dw.dim_year as y on n.year = y.year
left join dw.fact_migrant_stock_total as t -- every destination has one: rows stay
    on n.release_id = t.release_id and n.destination_id = t.country_id and n.year = t.year
left join dw.reassessed_destination as r on n.release_id = r.release_id and n.destination_id = r.country_id;
