-- what: names that are not known for the code they are published beside
-- why: a country that changed its name, or a code that was mistyped or given to another country
-- severity: warning
-- table: ops.published_name
-- threshold: none; the known names are those of etl/reference/countries.yaml and published_areas.yaml
select
    n.place_code,
    n.place_name,
    c.country_name as known_as
from ops.published_name as n
left join dw.dim_country as c on n.place_code = c.country_id::text
where n.release_id = :release_id and not ops.is_known_name(n.place_code, n.place_name)
order by n.place_code, n.place_name;
