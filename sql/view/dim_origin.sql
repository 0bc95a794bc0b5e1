-- Countries and areas as origins of migrants: dw.dim_country in one of its two roles. "Unknown origin" is
-- included; without it the totals would not add up.
-- grain: origin_id
create or replace view dw.dim_origin as
select
    country_id as origin_id,
    iso3_code as origin_iso3_code,
    country_name as origin_name,
    m49_code,
    entity_type,
    region_name,
    subregion_name,
    intermediate_region_name
from dw.dim_country;
