-- Emigrants who live in the same part of the world as their country of origin: in its region and subregion of M49, and
-- in its region of the World Bank. M49's are those of today. The World Bank's are those of 1 July of the year; for years
-- before its list was first loaded, those of that list. Empty where the country is in no such region, as in no region
-- of the World Bank for Taiwan. Shares are of all emigrants, so a destination without such a region counts as outside
-- the country's. The migrants of unknown origin are left out. Source: UN DESA, International Migrant Stock, current
-- edition.
-- grain: iso3_code, year
create or replace view mart.intra_regional as
with world_bank_member as (
    select
        m.country_id,
        m.year,
        g.group_code,
        g.group_name
    from dw.group_member as m
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    where g.group_type = 'world_bank_region'
),

summed as (
    select
        o.iso3_code,
        o.country_name,
        o.region_name,
        o.subregion_name,
        w.group_name as world_bank_region,
        s.year,
        s.edition,
        sum(s.migrants) as emigrants,
        sum(
            case when d.region_code = o.region_code then s.migrants when o.region_code is not null then 0 end
        ) as in_region,
        sum(
            case
                when d.subregion_code = o.subregion_code then s.migrants
                when o.subregion_code is not null then 0
            end
        ) as in_subregion,
        sum(
            case
                when v.group_code = w.group_code then s.migrants
                when w.group_code is not null then 0
            end
        ) as in_world_bank_region
    from dw.current_migrant_stock as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.dim_country as d on s.destination_id = d.country_id
    left join world_bank_member as w on s.origin_id = w.country_id and s.year = w.year
    left join world_bank_member as v on s.destination_id = v.country_id and s.year = v.year
    inner join dw.current_migrant_stock_total as t on s.origin_id = t.country_id and s.year = t.year
    -- a sample has all destinations of its own country only, and no total of the others
    where o.entity_type <> 'unknown' and t.emigrants is not null
    group by
        o.iso3_code, o.country_name, o.region_name, o.subregion_name, w.group_name, s.year, s.edition
)

select
    s.iso3_code,
    s.country_name,
    s.year,
    y.mid_year_date as year_date,
    s.emigrants::bigint as emigrants,
    s.region_name,
    s.in_region::bigint as emigrants_in_region,
    dw.percentage(s.in_region, s.emigrants) as region_pct,
    s.subregion_name,
    s.in_subregion::bigint as emigrants_in_subregion,
    dw.percentage(s.in_subregion, s.emigrants) as subregion_pct,
    s.world_bank_region,
    s.in_world_bank_region::bigint as emigrants_in_world_bank_region,
    dw.percentage(s.in_world_bank_region, s.emigrants) as world_bank_region_pct,
    s.edition
from summed as s
inner join dw.dim_year as y on s.year = y.year
where s.emigrants is not null;
