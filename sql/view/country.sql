-- Countries and areas with their codes, regions, World Bank income groups and memberships of today. One more row, ZZZ,
-- stands for an unknown origin, so that an inner join keeps the migrants whose origin is not known. ZZZ is no ISO code,
-- nor are XKX for Kosovo and CHI for the Channel Islands. Source: M49, ISO 3166-1, World Bank, and the organisations.
-- grain: iso3_code
create or replace view mart.country as
with memberships as (
    select
        m.iso3_code,
        max(m.group_name) filter (where g.group_type = 'world_bank_region') as world_bank_region,
        max(m.group_name) filter (where g.group_type = 'world_bank_income_group') as income_group,
        array_agg(m.group_code) as group_codes
    from mart.country_group_member as m
    inner join dw.dim_country_group as g on m.group_code = g.group_code
    where m.is_member_today
    group by m.iso3_code
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
    coalesce('SIDS' = any(m.group_codes), false) as is_sids,
    c.name_in_sentence
from dw.dim_country as c
left join memberships as m on c.iso3_code = m.iso3_code;
