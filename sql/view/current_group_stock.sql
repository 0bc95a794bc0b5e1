-- Migrants of each origin in each group of destinations in the current edition, and in both editions in the year
-- in which they are compared.
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

grouped as ( -- by the codes: a filter on them then reaches the keys
    select
        s.origin_id,
        o.iso3_code,
        o.country_name,
        g.group_code,
        s.year,
        count(*) filter (where s.release_id = r.release_id) as corridors,
        sum(s.migrants) filter (where s.release_id = r.release_id)::bigint as migrants,
        sum(s.male_migrants) filter (where s.release_id = r.release_id)::bigint as male_migrants,
        sum(s.female_migrants) filter (where s.release_id = r.release_id)::bigint as female_migrants,
        sum(s.migrants) filter (where s.release_id = r.former_release_id)::bigint as migrants_before
    from dw.fact_migrant_stock as s
    inner join current_release as r on s.release_id in (r.release_id, r.former_release_id)
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.group_member as m on s.destination_id = m.country_id and s.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    where
        s.release_id = any(
            array(select unnest(array[c.release_id, c.former_release_id]) from current_release as c)
        )
    group by s.origin_id, o.iso3_code, o.country_name, g.group_code, s.year
),

compared as (
    select
        s.*,
        y.compared_year,
        y.edition_before,
        y.edition_after,
        -- Of the years that are compared in the same year, only that one is in the edition before.
        max(s.migrants_before) over same_comparison as compared_before,
        max(s.migrants) filter (where s.year = y.compared_year) over same_comparison as compared_after
    from grouped as s
    left join dw.compared_year as y on s.year = y.year
    window same_comparison as (partition by s.iso3_code, s.group_code, y.compared_year)
)

select
    origin_id,
    iso3_code,
    country_name,
    group_code,
    year,
    migrants,
    male_migrants,
    female_migrants,
    compared_year,
    edition_before,
    edition_after,
    compared_before as migrants_before,
    compared_after as migrants_after
from compared
where corridors > 0;
