-- Countries and areas with their codes, regions, World Bank income groups and memberships of today. One more row, ZZZ,
-- stands for an unknown origin, so that an inner join keeps the migrants whose origin nobody knows. ZZZ is no ISO code,
-- nor are XKX for Kosovo and CHI for the Channel Islands. Source: M49, ISO 3166-1, World Bank, and the organisations.
-- grain: iso3_code
create or replace view mart.country as
with today as (
    select
        b.country_id,
        g.group_code,
        g.group_name,
        g.group_type
    from dw.bridge_country_group as b
    inner join dw.dim_country_group as g on b.group_id = g.group_id
    where b.valid_from <= current_date and (b.valid_to >= current_date or b.valid_to is null)
),

memberships as (
    select
        country_id,
        max(group_name) filter (where group_type = 'world_bank_region') as world_bank_region,
        max(group_name) filter (where group_type = 'world_bank_income_group') as income_group,
        array_agg(group_code) as group_codes
    from today
    group by country_id
)

select
    c.iso3_code,
    c.iso2_code,
    c.m49_code,
    c.country_name,
    c.entity_type,
    c.region_code,
    c.region_name,
    c.subregion_code,
    c.subregion_name,
    c.intermediate_region_code,
    c.intermediate_region_name,
    m.world_bank_region,
    m.income_group,
    coalesce('EU' = any(m.group_codes), false) as is_eu,
    coalesce('EEA' = any(m.group_codes), false) as is_eea,
    coalesce('EFTA' = any(m.group_codes), false) as is_efta,
    coalesce('CIS' = any(m.group_codes), false) as is_cis,
    coalesce('OECD' = any(m.group_codes), false) as is_oecd,
    coalesce('LDC' = any(m.group_codes), false) as is_ldc,
    coalesce('LLDC' = any(m.group_codes), false) as is_lldc,
    coalesce('SIDS' = any(m.group_codes), false) as is_sids
from dw.dim_country as c
left join memberships as m on c.country_id = m.country_id;
