-- what: facts of the stock whose origin, destination or year the views do not know
-- why: the views join the dimensions: a fact without a member there would be missing from every one of them
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: none; the keys of editions 2020 and 2024 are all known, an unknown destination is none of them
select
    s.origin_id,
    s.destination_id,
    s.year
from dw.fact_migrant_stock as s
left join dw.dim_origin as o on s.origin_id = o.origin_id
left join dw.dim_destination as d on s.destination_id = d.destination_id
left join dw.dim_year as y on s.year = y.year
where
    s.release_id = :release_id
    and (o.origin_id is null or d.destination_id is null or y.year is null)
order by s.origin_id, s.destination_id, s.year;
