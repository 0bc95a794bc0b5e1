-- Countries and areas as destinations of migrants: dw.dim_country in one of its two roles.
-- grain: destination_id
create or replace view dw.dim_destination as
select
    country_id as destination_id,
    iso3_code as destination_iso3_code,
    country_name as destination_name,
    m49_code,
    entity_type,
    region_name,
    subregion_name,
    intermediate_region_name
from dw.dim_country
where entity_type <> 'unknown';
