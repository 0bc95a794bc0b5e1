-- Immigrants of each destination by groups of origins: the EU, the EEA, OECD, CIS, regions, income groups. Members of a
-- group as in emigration_by_group. Groups overlap, and migrants of unknown origin are in none, so the figures do not add
-- up to all immigrants. Source: UN DESA, International Migrant Stock, current edition; groups as in country_group.
-- grain: iso3_code, year, group_code
create or replace view mart.immigration_by_group as
select
    d.iso3_code,
    d.country_name,
    i.year,
    y.mid_year_date as year_date,
    g.group_code,
    g.group_name,
    g.group_type,
    i.immigrants,
    i.male_immigrants,
    i.female_immigrants,
    dw.sex_percentage(i.male_immigrants, i.female_immigrants) as male_pct,
    dw.sex_percentage(i.female_immigrants, i.male_immigrants) as female_pct,
    dw.percentage(i.male_immigrants, i.female_immigrants) as sex_ratio,
    dw.percentage(i.immigrants, t.immigrants) as pct_of_immigrants,
    dw.percentage(coalesce(u.migrants, 0), t.immigrants) as unknown_origin_pct,
    dw.note_on_unknown_origin(dw.percentage(coalesce(u.migrants, 0), t.immigrants)) as coverage_note,
    t.edition
from dw.group_immigrants as i
inner join dw.dim_country as d on i.country_id = d.country_id
inner join dw.dim_country_group as g on i.group_id = g.group_id
inner join dw.dim_year as y on i.year = y.year
inner join dw.country_stock as t on i.country_id = t.country_id and i.year = t.year
left join dw.current_unknown_origin as u on i.country_id = u.destination_id and i.year = u.year
where i.immigrants is not null and t.immigrants is not null;
