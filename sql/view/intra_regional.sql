-- Emigrants who live in the same part of the world as their country of origin: in its region and subregion of M49, and
-- in its region of the World Bank. M49's are those of today. The World Bank's are those of 1 July of the year; for years
-- before its list was first loaded, those of that list. Empty where the country is in no such region, as in no region
-- of the World Bank for Taiwan. Shares are of all emigrants, so a destination without such a region counts as outside
-- the country's. The migrants of unknown origin are left out; the notes of the regions say where that matters. Source:
-- UN DESA, International Migrant Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.intra_regional as
with own_group as ( -- by the origin's code, too: a filter on it then reaches the key of the table
    select
        c.iso3_code,
        e.year,
        g.group_type,
        g.group_name,
        e.emigrants,
        e.unknown_origin_pct
    from dw.group_emigrants as e
    inner join dw.group_member as m
        on e.origin_id = m.country_id and e.group_id = m.group_id and e.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    inner join dw.dim_country as c on m.country_id = c.country_id
    where g.group_type in ('un_region', 'un_subregion', 'world_bank_region')
    union all
    select -- 0 where a group has no row: a left join would hash all the rows of all groups
        c.iso3_code,
        m.year,
        g.group_type,
        g.group_name,
        0 as emigrants,
        null as unknown_origin_pct
    from dw.stock_year as w
    inner join dw.group_member as m on w.year = m.year
    inner join dw.dim_country_group as g on m.group_id = g.group_id
    inner join dw.dim_country as c on m.country_id = c.country_id
    where g.group_type in ('un_region', 'un_subregion', 'world_bank_region')
),

own_region as (
    select
        iso3_code,
        year,
        max(group_name) filter (where group_type = 'un_region') as region_name,
        max(emigrants) filter (where group_type = 'un_region') as in_region,
        max(unknown_origin_pct) filter (where group_type = 'un_region') as region_unknown_origin_pct,
        max(group_name) filter (where group_type = 'un_subregion') as subregion_name,
        max(emigrants) filter (where group_type = 'un_subregion') as in_subregion,
        max(unknown_origin_pct) filter (where group_type = 'un_subregion') as subregion_unknown_origin_pct,
        max(group_name) filter (where group_type = 'world_bank_region') as world_bank_region,
        max(emigrants) filter (where group_type = 'world_bank_region') as in_world_bank_region,
        max(unknown_origin_pct) filter (
            where group_type = 'world_bank_region'
        ) as world_bank_region_unknown_origin_pct
    from own_group
    group by iso3_code, year
)

select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    r.region_name,
    r.in_region as emigrants_in_region,
    dw.percentage(r.in_region, e.emigrants) as region_pct,
    r.subregion_name,
    r.in_subregion as emigrants_in_subregion,
    dw.percentage(r.in_subregion, e.emigrants) as subregion_pct,
    r.world_bank_region,
    r.in_world_bank_region as emigrants_in_world_bank_region,
    dw.percentage(r.in_world_bank_region, e.emigrants) as world_bank_region_pct,
    e.edition,
    e.coverage_note,
    dw.note_on_share_in_group(r.in_region, e.emigrants, r.region_unknown_origin_pct) as region_coverage_note,
    dw.note_on_share_in_group(
        r.in_subregion, e.emigrants, r.subregion_unknown_origin_pct
    ) as subregion_coverage_note,
    dw.note_on_share_in_group(
        r.in_world_bank_region, e.emigrants, r.world_bank_region_unknown_origin_pct
    ) as world_bank_region_coverage_note
from mart.emigration as e
left join own_region as r on e.iso3_code = r.iso3_code and e.year = r.year
where e.iso3_code <> 'ZZZ';
