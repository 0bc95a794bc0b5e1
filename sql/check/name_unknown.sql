-- what: names of countries and areas that are not known
-- why: a country that changed its name, or a table that names something else
-- severity: warning
-- table: ops.published_name
-- threshold: none; the known names are those of etl/reference/countries.yaml and published_areas.yaml
select
    n.place_code,
    n.place_name,
    c.country_name as known_as
from ops.published_name as n
left join dw.dim_country as c on n.place_code = c.country_id::text
where
    n.release_id = :release_id
    and lower(n.place_name) not in (select lower(k.place_name) from ops.known_name as k)
order by n.place_code, n.place_name;
