-- what: areas with published totals that are not in the list of areas
-- why: such a total checks nothing: the reconciliation skips it silently, as it does those listed without members
-- severity: warning
-- table: ops.published_total
-- threshold: none; published_areas.yaml lists every area of editions 2020 and 2024
with printed as (
    select distinct destination_code as area_code
    from ops.published_total
    where release_id = :release_id and series = 'migrant_stock'
    union
    select distinct origin_code as area_code
    from ops.published_total
    where release_id = :release_id and series = 'migrant_stock'
)

select p.area_code
from printed as p
left join dw.dim_country as c on p.area_code = c.country_id::text
where c.country_id is null and p.area_code not in (select k.place_code from ops.known_name as k)
order by p.area_code;
