-- Sums of additive indicators over the world (WORLD) and over each group of countries, with the number of countries
-- that have a figure. In a partial year they are fewer than the year before, also because a member left the group, so
-- the two sums cannot be compared. Placeholder zeros are left out. Groups overlap; their members are those on 1 July of the year.
-- published_value is the World Bank's own sum, which is loaded for remittances received; before 2005 it can differ for
-- groups. Source: World Bank, World Development Indicators, current release.
-- grain: indicator_code, group_code, year
create or replace view mart.indicator_by_group as
with figure as (
    select
        i.indicator_code,
        c.country_id,
        i.year,
        i.value,
        i.edition
    from dw.usable_indicator as i
    inner join dw.dim_country as c on i.iso3_code = c.iso3_code
    inner join dw.dim_indicator as d on i.indicator_code = d.indicator_code
    where d.is_additive
),

summed as (
    select
        f.indicator_code,
        m.group_code,
        m.group_name,
        f.year,
        f.edition,
        sum(f.value) as total,
        count(*) as countries
    from figure as f
    inner join dw.group_or_world_member as m on f.country_id = m.country_id and f.year = m.year
    group by f.indicator_code, m.group_code, m.group_name, f.year, f.edition
),

published as (
    select
        t.series as indicator_code,
        case t.destination_code when 'WLD' then 'WORLD' else 'WB_' || t.destination_code end as group_code,
        t.year,
        t.value
    from ops.published_total as t
    inner join dw.source_release as r on t.release_id = r.release_id
    where r.source_code = 'worldbank' and r.subject = '' and r.is_current
)

select
    s.group_code,
    s.group_name,
    s.year,
    y.year_date,
    s.indicator_code,
    d.indicator_name,
    d.unit,
    s.total,
    s.countries,
    coalesce(s.countries < lag(s.countries) over same_series, false) as is_partial_year,
    p.value as published_value,
    s.edition
from summed as s
inner join dw.dim_indicator as d on s.indicator_code = d.indicator_code
inner join dw.dim_year as y on s.year = y.year
left join published as p
    on s.indicator_code = p.indicator_code and s.group_code = p.group_code and s.year = p.year
window same_series as (partition by s.indicator_code, s.group_code order by s.year);
