-- Organisations of the diaspora, the country they are based in and what they do. iso3_code, country_name,
-- region_name and subregion_name describe the country of origin. Source: content, current edition. Lists are
-- separated by "; ".
-- grain: iso3_code, organisation_key
create or replace view mart.diaspora_organisation as
with activity as (
    select
        b.release_id,
        b.organisation_key,
        string_agg(coalesce(v.label, b.activity), '; ' order by b.position) as activities,
        string_agg(b.activity, '; ' order by b.position) as activity_codes
    from dw.bridge_activity as b
    left join dw.dim_vocabulary as v on v.vocabulary = 'activity_kinds' and b.activity = v.code
    group by b.release_id, b.organisation_key
)

select
    c.iso3_code,
    c.country_name,
    r.region_name,
    r.subregion_name,
    g.organisation_key,
    g.name,
    g.acronym,
    g.listed_as,
    g.name_language,
    g.name_meaning,
    d.destination_iso3_code,
    d.destination_name,
    dw.date_text(g.founded_text) as founded_text,
    extract(year from g.founded_earliest)::smallint as founded_year,
    a.activities,
    a.activity_codes,
    g.description,
    (
        select string_agg(e.destination_name, '; ' order by f.position)
        from dw.fact_organisation_presence as f
        inner join dw.dim_destination as e on f.destination_id = e.destination_id
        where f.release_id = g.release_id and f.organisation_key = g.organisation_key and not f.is_base
    ) as also_active_in,
    (
        select string_agg(o.name, '; ' order by o.position)
        from dw.dim_organisation as o
        where o.release_id = g.release_id and o.organisation_key = any(g.sister_keys)
    ) as sister_organisations,
    g.url,
    g.note,
    g.position,
    c.edition
from dw.current_content as c
inner join dw.dim_country as r on c.country_id = r.country_id
inner join dw.dim_organisation as g on c.release_id = g.release_id
inner join dw.fact_organisation_presence as b
    on g.release_id = b.release_id and g.organisation_key = b.organisation_key and b.is_base
inner join dw.dim_destination as d on b.destination_id = d.destination_id
left join activity as a on g.release_id = a.release_id and g.organisation_key = a.organisation_key;
