-- what: areas with published totals whose members are not known
-- why: such a total checks nothing: the reconciliation skips it silently
-- severity: warning
-- table: ops.published_total
-- threshold: none; the members of every area in the tables of editions 2020 and 2024 are known; those of income
--   groups, which other tables print, are not
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
left join ops.published_area as a on p.area_code = a.area_code
left join dw.dim_country as c on p.area_code = c.country_id::text
where a.area_code is null and c.country_id is null
order by p.area_code;
