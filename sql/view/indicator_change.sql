-- Indicator values that a release revised: those that differ from the release before. The publisher revises
-- history in place, so any past figure can change on any day. release_id is the release that brought the
-- change. A figure that one side lacks is empty there, and so is the difference. Source: World Bank, every
-- release that is kept, except samples.
-- grain: iso3_code, indicator_code, year, release_id
create or replace view mart.indicator_change as
with release as (
    select
        release_id,
        edition,
        is_current,
        lag(release_id) over (order by release_id) as release_before,
        lag(edition) over (order by release_id) as edition_before
    from dw.source_release
    where
        source_code = 'worldbank' and subject = '' and not is_sample and published_at is not null
),

figure as (
    select
        c.iso3_code,
        i.country_id,
        i.indicator_code,
        i.year,
        array_agg(i.release_id) as release_ids,
        array_agg(i.value) as figures
    from dw.fact_indicator as i
    inner join dw.dim_country as c on i.country_id = c.country_id
    where i.release_id = any(array(select r.release_id from release as r))
    group by c.iso3_code, i.country_id, i.indicator_code, i.year
),

compared as (
    select
        f.iso3_code,
        f.country_id,
        f.indicator_code,
        f.year,
        r.release_id,
        r.edition_before,
        r.edition as edition_after,
        r.is_current,
        f.figures[array_position(f.release_ids, r.release_before)] as value_before,
        f.figures[array_position(f.release_ids, r.release_id)] as value_after
    from figure as f
    inner join release as r on r.release_before = any(f.release_ids) or r.release_id = any(f.release_ids)
    where r.release_before is not null
)

select
    p.iso3_code,
    c.country_name,
    p.indicator_code,
    n.indicator_name,
    n.unit,
    p.year,
    y.year_date,
    p.release_id,
    p.is_current,
    p.edition_before,
    p.edition_after,
    p.value_before,
    p.value_after,
    p.value_after - p.value_before as difference,
    dw.percentage(p.value_after - p.value_before, abs(p.value_before)) as change_pct
from compared as p
inner join dw.dim_country as c on p.country_id = c.country_id
inner join dw.dim_indicator as n on p.indicator_code = n.indicator_code
inner join dw.dim_year as y on p.year = y.year
where p.value_before is distinct from p.value_after;
