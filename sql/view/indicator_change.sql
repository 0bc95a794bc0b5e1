-- What a release of the indicators revised: figures that are not those of the release before it. The
-- publisher revises history in place, so a figure of years ago can change any day.
-- Grain: country, indicator, year and release (`release_id`, which took the place of the one before). Figures
-- that stayed as they were are left out. Source: World Bank, every release that is kept, but for samples.
-- A figure that one side does not have is empty there, and so is the difference.
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
        source_code = 'worldbank' and subject = '' and not is_sample
        and superseded_at is distinct from '0001-01-01 00:00:00+00'::timestamptz -- loaded, but not shown yet
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
    100 * (p.value_after - p.value_before) / nullif(abs(p.value_before), 0) as change_pct
from compared as p
inner join dw.dim_country as c on p.country_id = c.country_id
inner join dw.dim_indicator as n on p.indicator_code = n.indicator_code
inner join dw.dim_year as y on p.year = y.year
where p.value_before is distinct from p.value_after;
