-- Emigrants of each country or area who live in its own region and subregion of M49 and in its own region of the World
-- Bank, as mart.intra_regional publishes them, with the share of all migrants there whose origin is unknown. M49's
-- regions are those of today; the World Bank's are those of 1 July of the year, and for years before its list was first
-- loaded those of that list. The table dw.own_region holds these rows. Sources: UN DESA, International Migrant Stock,
-- current edition; World Bank.
-- grain: country_id, year
create or replace view dw.own_region_model as
select
    m.country_id,
    m.year,
    max(g.group_name) filter (where g.group_type = 'un_region') as region_name,
    max(coalesce(e.emigrants, 0)) filter (where g.group_type = 'un_region') as emigrants_in_region,
    max(e.unknown_origin_pct) filter (where g.group_type = 'un_region') as region_unknown_origin_pct,
    max(g.group_name) filter (where g.group_type = 'un_subregion') as subregion_name,
    max(coalesce(e.emigrants, 0)) filter (where g.group_type = 'un_subregion') as emigrants_in_subregion,
    max(e.unknown_origin_pct) filter (where g.group_type = 'un_subregion') as subregion_unknown_origin_pct,
    max(g.group_name) filter (where g.group_type = 'world_bank_region') as world_bank_region,
    max(coalesce(e.emigrants, 0)) filter (
        where g.group_type = 'world_bank_region'
    ) as emigrants_in_world_bank_region,
    max(e.unknown_origin_pct) filter (
        where g.group_type = 'world_bank_region'
    ) as world_bank_region_unknown_origin_pct
from dw.stock_year as w
inner join dw.group_member as m on w.year = m.year
inner join dw.dim_country_group as g on m.group_id = g.group_id
left join dw.group_emigrants as e
    on m.country_id = e.origin_id and m.group_id = e.group_id and m.year = e.year
where g.group_type in ('un_region', 'un_subregion', 'world_bank_region')
group by m.country_id, m.year;
