-- Migrants of each origin in each group of destinations in the current edition, and in both editions in the year
-- in which they are compared. Where only the edition before has any, the current figure is empty.
-- grain: origin_id, group_code, year
create or replace view dw.current_group_stock as
with current_release as (
    select
        r.release_id,
        e.former_release_id
    from dw.source_release as r
    left join dw.stock_edition as e on r.release_id = e.release_id
    where r.source_code = 'undesa' and r.subject = '' and r.is_current
),

target as (
    select
        w.year,
        y.compared_year,
        y.edition_before,
        y.edition_after
    from dw.current_world_stock as w
    left join dw.compared_year as y on w.year = y.year
),

grouped as ( -- by the codes: a filter on them then reaches the keys
    select
        s.origin_id,
        o.iso3_code,
        o.country_name,
        g.group_code,
        t.year,
        t.compared_year,
        t.edition_before,
        t.edition_after,
        count(*) filter (where s.release_id = r.release_id and s.year = t.year) as corridors,
        sum(s.migrants) filter (where s.release_id = r.release_id and s.year = t.year) as migrants,
        sum(s.male_migrants) filter (where s.release_id = r.release_id and s.year = t.year) as male_migrants,
        sum(s.female_migrants) filter (
            where s.release_id = r.release_id and s.year = t.year
        ) as female_migrants,
        sum(s.migrants) filter (
            where s.release_id = r.former_release_id and s.year = t.compared_year
        ) as migrants_before,
        sum(s.migrants) filter (
            where s.release_id = r.release_id and s.year = t.compared_year
        ) as migrants_after
    from dw.fact_migrant_stock as s
    inner join current_release as r on s.release_id in (r.release_id, r.former_release_id)
    inner join target as t on s.year in (t.year, t.compared_year)
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.group_member as m on s.destination_id = m.country_id and s.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    where
        s.release_id = any(
            array(select unnest(array[c.release_id, c.former_release_id]) from current_release as c)
        )
    group by
        s.origin_id, o.iso3_code, o.country_name, g.group_code,
        t.year, t.compared_year, t.edition_before, t.edition_after
)

select
    origin_id,
    iso3_code,
    country_name,
    group_code,
    year,
    migrants::bigint as migrants,
    male_migrants::bigint as male_migrants,
    female_migrants::bigint as female_migrants,
    compared_year,
    edition_before,
    edition_after,
    migrants_before::bigint as migrants_before,
    migrants_after::bigint as migrants_after
from grouped
where corridors > 0 or migrants_before > 0;
