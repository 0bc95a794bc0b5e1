-- How completely each edition names the origins of the migrants in each destination. reassessed says whether the
-- edition estimated the destination anew or carried the edition before on: whether their totals differ in a year
-- that both have figures for, or the edition before had none. It is empty for the first edition. By this rule
-- edition 2024 reassessed 60 of 233 countries and areas and carried 173 on: the numbers that UN DESA gives. The
-- editions stand side by side: filter by edition before adding up. Source: UN DESA, International Migrant Stock, the
-- newest release of every edition.
-- grain: iso3_code, year, edition
create or replace view mart.destination_coverage as
with named as (
    select
        s.release_id,
        s.destination_id,
        s.year,
        coalesce(sum(s.migrants) filter (where o.entity_type = 'unknown'), 0)::bigint as unknown_origin,
        count(*) filter (where o.entity_type <> 'unknown' and s.migrants > 0) as origins_named
    from dw.fact_migrant_stock as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    where s.release_id = any(array(select e.release_id from dw.stock_edition as e))
    group by s.release_id, s.destination_id, s.year
)

select
    c.iso3_code,
    c.country_name,
    t.year,
    y.mid_year_date as year_date,
    t.immigrants,
    n.unknown_origin,
    dw.percentage(n.unknown_origin, t.immigrants) as unknown_origin_pct,
    n.origins_named,
    r.reassessed,
    dw.note_on_unknown_origin(dw.percentage(n.unknown_origin, t.immigrants)) as coverage_note,
    e.edition,
    e.is_current
from dw.stock_edition as e
inner join dw.fact_migrant_stock_total as t on e.release_id = t.release_id
inner join dw.dim_country as c on t.country_id = c.country_id
inner join dw.dim_year as y on t.year = y.year
inner join named as n on t.release_id = n.release_id and t.country_id = n.destination_id and t.year = n.year
left join dw.reassessed_destination as r on t.release_id = r.release_id and t.country_id = r.country_id;
