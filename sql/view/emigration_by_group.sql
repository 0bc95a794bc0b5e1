-- Emigrants of each origin in each group of destinations: the EU, the EEA, OECD, CIS, regions, income groups.
-- A group's members are those on 1 July of the year, the date that stocks refer to. For years before the
-- World Bank's list was first loaded, its regions and income groups are those of that list. Groups overlap,
-- so their figures do not add up to all emigrants. Source: UN DESA, International Migrant Stock, current
-- edition; groups as in dw.dim_country_group.
-- grain: origin_iso3_code, origin_name, year, group_code
create or replace view mart.emigration_by_group as
with grouped as ( -- by the origin's code too: a filter on it then reaches the key of the fact
    select
        s.origin_id,
        o.origin_iso3_code,
        o.origin_name,
        s.year,
        y.year_date,
        b.group_id,
        s.edition,
        sum(s.migrants)::bigint as emigrants,
        sum(s.male_migrants)::bigint as male_emigrants,
        sum(s.female_migrants)::bigint as female_emigrants
    from dw.current_migrant_stock as s
    inner join dw.dim_origin as o on s.origin_id = o.origin_id
    inner join dw.dim_year as y on s.year = y.year
    inner join dw.bridge_country_group as b
        on
            s.destination_id = b.country_id
            and y.mid_year_date >= b.valid_from
            and (y.mid_year_date <= b.valid_to or b.valid_to is null)
    group by
        s.origin_id, o.origin_iso3_code, o.origin_name, s.year, y.year_date, b.group_id, s.edition
)

select
    e.origin_iso3_code,
    e.origin_name,
    e.year,
    e.year_date,
    g.group_code,
    g.group_name,
    g.group_type,
    e.emigrants,
    e.male_emigrants,
    e.female_emigrants,
    dw.sex_percentage(e.male_emigrants, e.female_emigrants) as male_pct,
    dw.sex_percentage(e.female_emigrants, e.male_emigrants) as female_pct,
    dw.percentage(e.male_emigrants, e.female_emigrants) as sex_ratio,
    dw.percentage(e.emigrants, t.emigrants) as pct_of_emigrants,
    e.edition
from grouped as e
inner join dw.dim_country_group as g on e.group_id = g.group_id
inner join dw.current_migrant_stock_total as t on e.origin_id = t.country_id and e.year = t.year;
