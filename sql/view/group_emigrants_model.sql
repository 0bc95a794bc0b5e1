-- Emigrants of each origin in each group of destinations in the current edition, and in both editions in the year in
-- which they are compared; with them the share of all migrants in the group whose origin is unknown. Where only the
-- edition before has any, the current figure is empty. The table dw.group_emigrants holds these rows. Source: UN DESA.
-- grain: origin_id, group_id, year
create or replace view dw.group_emigrants_model as
with summed as (
    select
        s.release_id,
        s.origin_id,
        m.group_id,
        s.year,
        sum(s.migrants) as emigrants,
        sum(s.male_migrants) as male_emigrants,
        sum(s.female_migrants) as female_emigrants
    from dw.fact_migrant_stock as s
    inner join dw.group_member as m on s.destination_id = m.country_id and s.year = m.year
    where
        s.release_id = any(
            array(
                select unnest(array[r.release_id, e.former_release_id])
                from dw.source_release as r
                left join dw.stock_edition as e on r.release_id = e.release_id
                where r.source_code = 'undesa' and r.subject = '' and r.is_current
            )
        )
    group by s.release_id, s.origin_id, m.group_id, s.year
),

current_sum as (
    select
        s.origin_id,
        s.group_id,
        s.year,
        s.emigrants,
        s.male_emigrants,
        s.female_emigrants
    from summed as s
    inner join dw.source_release as r on s.release_id = r.release_id
    where r.is_current
),

compared as (
    select
        s.origin_id,
        s.group_id,
        y.year,
        max(s.emigrants) filter (where not r.is_current) as emigrants_before,
        max(s.emigrants) filter (where r.is_current) as emigrants_after
    from summed as s
    inner join dw.source_release as r on s.release_id = r.release_id
    inner join dw.stock_year as y on s.year = y.compared_year
    group by s.origin_id, s.group_id, y.year
),

coverage as (
    select
        m.group_id,
        t.year,
        dw.percentage(
            coalesce(sum(u.migrants), 0), sum(t.immigrants) filter (where not t.is_sample)
        ) as unknown_origin_pct
    from dw.current_migrant_stock_total as t
    inner join dw.group_member as m on t.country_id = m.country_id and t.year = m.year
    left join dw.current_unknown_origin as u on t.country_id = u.destination_id and t.year = u.year
    group by m.group_id, t.year
)

select
    origin_id,
    group_id,
    year,
    s.emigrants::bigint as emigrants,
    s.male_emigrants::bigint as male_emigrants,
    s.female_emigrants::bigint as female_emigrants,
    b.emigrants_before::bigint as emigrants_before,
    b.emigrants_after::bigint as emigrants_after,
    c.unknown_origin_pct
from current_sum as s
full join compared as b using (origin_id, group_id, year)
inner join coverage as c using (group_id, year)
where s.origin_id is not null or b.emigrants_before > 0
order by origin_id, group_id, year; -- the table's key: the rows of an origin then lie together
