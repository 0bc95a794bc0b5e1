-- Immigrants of each destination by groups of origins: the EU, the EEA, OECD, CIS, regions, income groups. Members of a
-- group as in emigration_by_group. Groups overlap, and migrants of unknown origin are in none, so the figures do not add
-- up to all immigrants. Source: UN DESA, International Migrant Stock, current edition; groups as in country_group.
-- grain: iso3_code, year, group_code
create or replace view mart.immigration_by_group as
with grouped as ( -- by the codes: a filter on them then reaches the keys
    select
        s.destination_id,
        d.iso3_code,
        d.country_name,
        g.group_code,
        g.group_name,
        g.group_type,
        s.year,
        s.edition,
        sum(s.migrants)::bigint as immigrants,
        sum(s.male_migrants)::bigint as male_immigrants,
        sum(s.female_migrants)::bigint as female_immigrants
    from dw.current_migrant_stock as s
    inner join dw.dim_country as d on s.destination_id = d.country_id
    inner join dw.group_member as m on s.origin_id = m.country_id and s.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    group by
        s.destination_id, d.iso3_code, d.country_name, g.group_code, g.group_name, g.group_type,
        s.year, s.edition
)

select
    g.iso3_code,
    g.country_name,
    g.year,
    y.mid_year_date as year_date,
    g.group_code,
    g.group_name,
    g.group_type,
    g.immigrants,
    g.male_immigrants,
    g.female_immigrants,
    dw.sex_percentage(g.male_immigrants, g.female_immigrants) as male_pct,
    dw.sex_percentage(g.female_immigrants, g.male_immigrants) as female_pct,
    dw.percentage(g.male_immigrants, g.female_immigrants) as sex_ratio,
    dw.percentage(g.immigrants, t.immigrants) as pct_of_immigrants,
    dw.percentage(coalesce(u.migrants, 0), t.immigrants) as unknown_origin_pct,
    dw.note_on_unknown_origin(dw.percentage(coalesce(u.migrants, 0), t.immigrants)) as coverage_note,
    g.edition
from grouped as g
inner join dw.dim_year as y on g.year = y.year
inner join dw.current_migrant_stock_total as t on g.destination_id = t.country_id and g.year = t.year
left join dw.current_unknown_origin as u on g.destination_id = u.destination_id and g.year = u.year
where g.immigrants is not null and t.immigrants is not null;
