-- Emigrants who live in the same part of the world as their country of origin: in its region and subregion of M49, and
-- in its region of the World Bank. M49's are those of today. The World Bank's are those of 1 July of the year; for years
-- before its list was first loaded, those of that list. Empty where the country is in no such region, as in no region
-- of the World Bank for Taiwan. Shares are of all emigrants, so a destination without such a region counts as outside
-- the country's. The migrants of unknown origin are left out. Source: UN DESA, International Migrant Stock, current
-- edition.
-- grain: iso3_code, year
create or replace view mart.intra_regional as
with world_bank_member as ( -- in the years of the stock: there are many more
    select
        m.country_id,
        y.year,
        m.group_id
    from dw.stock_year as y
    inner join dw.group_member as m on y.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    where g.group_type = 'world_bank_region'
),

summed as ( -- by the origin's code, too: a filter on it then reaches the key of the table
    select
        o.iso3_code,
        s.origin_id,
        s.year,
        w.group_id,
        sum(s.migrants) as emigrants,
        sum(s.migrants) filter (where d.region_code = o.region_code) as in_region,
        sum(s.migrants) filter (where d.subregion_code = o.subregion_code) as in_subregion,
        sum(s.migrants) filter (where v.group_id = w.group_id) as in_world_bank_region
    from dw.current_corridor as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.dim_country as d on s.destination_id = d.country_id
    left join world_bank_member as w on s.origin_id = w.country_id and s.year = w.year
    left join world_bank_member as v on s.destination_id = v.country_id and s.year = v.year
    where o.entity_type <> 'unknown'
    group by o.iso3_code, s.origin_id, s.year, w.group_id
),

figure as ( -- 0 where nobody lives in a region of the country's own, empty where it is in none
    select
        s.iso3_code,
        o.country_name,
        s.year,
        s.emigrants,
        o.region_name,
        case when o.region_code is not null then coalesce(s.in_region, 0) end as in_region,
        o.subregion_name,
        case when o.subregion_code is not null then coalesce(s.in_subregion, 0) end as in_subregion,
        g.group_name as world_bank_region,
        case when g.group_id is not null then coalesce(s.in_world_bank_region, 0) end as in_world_bank_region
    from summed as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    left join dw.dim_country_group as g on s.group_id = g.group_id
    inner join dw.country_stock as t on s.origin_id = t.country_id and s.year = t.year
    -- a sample has all destinations of its own country only, and no total of the others
    where s.emigrants is not null and t.emigrants is not null
)

select
    f.iso3_code,
    f.country_name,
    f.year,
    y.mid_year_date as year_date,
    f.emigrants::bigint as emigrants,
    f.region_name,
    f.in_region::bigint as emigrants_in_region,
    dw.percentage(f.in_region, f.emigrants) as region_pct,
    f.subregion_name,
    f.in_subregion::bigint as emigrants_in_subregion,
    dw.percentage(f.in_subregion, f.emigrants) as subregion_pct,
    f.world_bank_region,
    f.in_world_bank_region::bigint as emigrants_in_world_bank_region,
    dw.percentage(f.in_world_bank_region, f.emigrants) as world_bank_region_pct,
    w.edition
from figure as f
inner join dw.dim_year as y on f.year = y.year
inner join dw.stock_year as w on f.year = w.year;
