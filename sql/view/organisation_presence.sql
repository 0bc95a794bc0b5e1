-- The countries in which diaspora organisations are based or also active. Source: content, current edition.
-- grain: iso3_code, organisation_key, destination_iso3_code
create or replace view mart.organisation_presence as
select
    c.iso3_code,
    c.country_name,
    f.organisation_key,
    g.name,
    d.destination_iso3_code,
    d.destination_name,
    f.is_base,
    extract(year from g.founded_earliest)::smallint as founded_year,
    f.position,
    c.edition
from dw.current_content as c
inner join dw.fact_organisation_presence as f on c.release_id = f.release_id
inner join dw.dim_organisation as g on f.release_id = g.release_id and f.organisation_key = g.organisation_key
inner join dw.dim_destination as d on f.destination_id = d.destination_id;
