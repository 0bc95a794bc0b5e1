-- Sums of additive indicators over the world (WORLD) and over each group of countries, with the number of countries
-- that have a figure. In a partial year they are fewer than the year before, also because a member left the group, so
-- the two sums cannot be compared. Placeholder zeros are left out. Groups overlap; their members are those on 1 July of
-- the year. coverage_note says where sharp changes in remittances to members (see remittance) moved the sum by more
-- than 10 %, and which members. published_value is the World Bank's own sum, which is loaded for remittances received;
-- before 2005 it can differ for groups. Source: World Bank, World Development Indicators, current release.
-- grain: indicator_code, group_code, year
create or replace view mart.indicator_by_group as
with current_release as (
    select
        release_id,
        edition
    from dw.source_release
    where source_code = 'worldbank' and subject = '' and is_current
),

figure as (
    select
        i.indicator_code,
        i.country_id,
        i.year,
        i.value
    from dw.usable_indicator as i
    inner join dw.dim_indicator as d on i.indicator_code = d.indicator_code
    where d.is_additive
),

summed as (
    select
        f.indicator_code,
        m.group_id,
        f.year,
        sum(f.value) as total,
        count(*) as countries
    from figure as f
    inner join dw.group_member as m on f.country_id = m.country_id and f.year = m.year
    group by f.indicator_code, m.group_id, f.year
),

named as (
    select
        s.indicator_code,
        g.group_code,
        g.group_name,
        s.year,
        s.total,
        s.countries
    from summed as s
    inner join dw.dim_country_group as g on s.group_id = g.group_id
    union all
    select
        indicator_code,
        'WORLD' as group_code,
        'World' as group_name,
        year,
        sum(value) as total,
        count(*) as countries
    from figure
    group by indicator_code, year
),

sharp_change as materialized ( -- few rows, so that only these are joined with their groups
    select
        f.country_id,
        f.indicator_code,
        f.year,
        f.value - b.value as moved_by,
        c.country_name,
        c.name_in_sentence
    from dw.remittance_break as j
    inner join dw.usable_indicator as f on j.country_id = f.country_id and j.year = f.year
    inner join dw.usable_indicator as b
        on f.country_id = b.country_id and f.indicator_code = b.indicator_code and f.year - 1 = b.year
    inner join dw.dim_country as c on f.country_id = c.country_id
    where f.indicator_code = 'BX.TRF.PWKR.CD.DT' and f.value <> b.value -- not one that is repeated
),

moved as ( -- by how much, and by which members
    select
        g.group_code,
        c.indicator_code,
        c.year,
        sum(c.moved_by) as moved_by,
        string_agg(c.name_in_sentence, ', ' order by c.country_name) as members
    from sharp_change as c
    inner join dw.group_member as m on c.country_id = m.country_id and c.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    group by g.group_code, c.indicator_code, c.year
    union all
    select
        'WORLD' as group_code,
        indicator_code,
        year,
        sum(moved_by) as moved_by,
        string_agg(name_in_sentence, ', ' order by country_name) as members
    from sharp_change
    group by indicator_code, year
),

published as materialized ( -- matched by all of its keys at once
    select
        series as indicator_code,
        case destination_code when 'WLD' then 'WORLD' else 'WB_' || destination_code end as group_code,
        year,
        value
    from ops.published_total
    where release_id = (select r.release_id from current_release as r)
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
    dw.is_partial_year(s.countries, lag(s.countries) over same_series) as is_partial_year,
    p.value as published_value,
    r.edition,
    case
        when abs(m.moved_by) > 0.1 * lag(s.total) over same_series
            then format(
                'From %s to %s, sharp changes in remittances, which often mean that something else was '
                'counted, moved the sum by %s %%: %s.',
                s.year - 1, s.year,
                to_char(dw.percentage(m.moved_by, lag(s.total) over same_series), 'FMSG999,990.0'),
                m.members
            )
    end as coverage_note
from named as s
inner join dw.dim_indicator as d on s.indicator_code = d.indicator_code
inner join dw.dim_year as y on s.year = y.year
cross join current_release as r
left join published as p
    on s.indicator_code = p.indicator_code and s.group_code = p.group_code and s.year = p.year
left join moved as m
    on s.indicator_code = m.indicator_code and s.group_code = m.group_code and s.year = m.year
window same_series as (partition by s.indicator_code, s.group_code order by s.year);
