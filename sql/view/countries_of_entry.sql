-- The countries that an entry of curated content names, joined in printed order. Source: content, every
-- release.
-- grain: release_id, section, entry_key
create or replace view dw.countries_of_entry as
select
    b.release_id,
    b.section,
    b.entry_key,
    string_agg(c.country_name, '; ' order by b.position) as countries,
    string_agg(c.iso3_code, '; ' order by b.position) as country_iso3_codes
from dw.bridge_named_country as b
inner join dw.dim_country as c on b.named_country_id = c.country_id
group by b.release_id, b.section, b.entry_key;
