-- Emigrants who live in the same part of the world as their country of origin: in its region and subregion of M49, and
-- in its region of the World Bank. M49's are those of today. The World Bank's are those of 1 July of the year; for years
-- before its list was first loaded, those of that list. Empty where the country is in no such region, as in no region
-- of the World Bank for Taiwan. Shares are of all emigrants, so a destination without such a region counts as outside
-- the country's. The migrants of unknown origin are left out; the notes of the regions say where that matters. Source:
-- UN DESA, International Migrant Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.intra_regional as
select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    r.region_name,
    r.emigrants_in_region,
    dw.percentage(r.emigrants_in_region, e.emigrants) as region_pct,
    r.subregion_name,
    r.emigrants_in_subregion,
    dw.percentage(r.emigrants_in_subregion, e.emigrants) as subregion_pct,
    r.world_bank_region,
    r.emigrants_in_world_bank_region,
    dw.percentage(r.emigrants_in_world_bank_region, e.emigrants) as world_bank_region_pct,
    e.edition,
    e.coverage_note,
    dw.note_on_share_in_group(
        r.emigrants_in_region, e.emigrants, r.region_unknown_origin_pct
    ) as region_coverage_note,
    dw.note_on_share_in_group(
        r.emigrants_in_subregion, e.emigrants, r.subregion_unknown_origin_pct
    ) as subregion_coverage_note,
    dw.note_on_share_in_group(
        r.emigrants_in_world_bank_region, e.emigrants, r.world_bank_region_unknown_origin_pct
    ) as world_bank_region_coverage_note
from mart.emigration as e
inner join dw.dim_country as c on e.iso3_code = c.iso3_code
left join dw.own_region as r on c.country_id = r.country_id and e.year = r.year
where e.iso3_code <> 'ZZZ';
