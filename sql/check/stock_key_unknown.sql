-- what: facts of the stock whose origin, destination or year the views do not know
-- why: the views join the dimensions: a fact without a member there would be missing from every one of them
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: none; the keys of editions 2020 and 2024 are all known, an unknown destination is none of them
with used as (
    select distinct
        origin_id,
        destination_id,
        year
    from dw.fact_migrant_stock
    where release_id = :release_id
)

select
    u.origin_id,
    u.destination_id,
    u.year
from used as u
left join dw.dim_origin as o on u.origin_id = o.origin_id
left join dw.dim_destination as d on u.destination_id = d.destination_id
left join dw.dim_year as y on u.year = y.year
where o.origin_id is null or d.destination_id is null or y.year is null
order by u.origin_id, u.destination_id, u.year;
