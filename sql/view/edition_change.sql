-- The same corridor and year in two editions, the earlier one first. Editions are separate data sets, and a
-- later one revises, moves or drops much of an earlier one. Years that only one of the two covers are left
-- out. A corridor that an edition lacks is empty on that side and counts as 0 in the difference, as it does
-- in that edition's totals. Source: UN DESA, International Migrant Stock, the newest release of every
-- edition.
-- grain: origin_iso3_code, destination_iso3_code, year, edition_before, edition_after
create or replace view mart.edition_change as
with dated as (
    select
        e.release_id,
        e.edition,
        t.year
    from dw.stock_edition as e
    inner join dw.fact_migrant_stock_total as t on e.release_id = t.release_id
    group by e.release_id, e.edition, t.year
),

pair as ( -- a year that both have, under one number: there is less to group by
    select
        row_number() over (order by b.edition, a.edition, b.year) as pair_id,
        b.release_id as release_before,
        b.edition as edition_before,
        a.release_id as release_after,
        a.edition as edition_after,
        b.year
    from dated as b
    inner join dated as a on b.edition < a.edition and b.year = a.year
),

compared as ( -- by the codes, too: a filter on them then reaches the key of the fact
    select
        o.origin_iso3_code,
        o.origin_id,
        d.destination_iso3_code,
        d.destination_id,
        s.year,
        p.pair_id,
        max(s.migrants) filter (where s.release_id = p.release_before) as migrants_before,
        max(s.migrants) filter (where s.release_id = p.release_after) as migrants_after
    from dw.fact_migrant_stock as s
    inner join pair as p on s.release_id in (p.release_before, p.release_after) and s.year = p.year
    inner join dw.dim_origin as o on s.origin_id = o.origin_id
    inner join dw.dim_destination as d on s.destination_id = d.destination_id
    where s.release_id = any(array(select e.release_id from dw.stock_edition as e))
    group by
        o.origin_iso3_code, o.origin_id, d.destination_iso3_code, d.destination_id, s.year, p.pair_id
)

select
    c.origin_iso3_code,
    o.origin_name,
    c.destination_iso3_code,
    d.destination_name,
    c.year,
    y.mid_year_date as year_date,
    p.edition_before,
    p.edition_after,
    c.migrants_before,
    c.migrants_after,
    coalesce(c.migrants_after, 0) - coalesce(c.migrants_before, 0) as difference,
    dw.percentage(coalesce(c.migrants_after, 0) - c.migrants_before, c.migrants_before) as change_pct,
    dw.is_revised(c.migrants_before, c.migrants_after, t.emigrants) as is_revised
from compared as c
inner join dw.dim_origin as o on c.origin_id = o.origin_id
inner join dw.dim_destination as d on c.destination_id = d.destination_id
inner join dw.dim_year as y on c.year = y.year
inner join pair as p on c.pair_id = p.pair_id
left join dw.fact_migrant_stock_total as t
    on c.origin_id = t.country_id and c.year = t.year and p.release_before = t.release_id;
