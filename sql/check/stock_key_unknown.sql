-- what: facts of the migrant stock whose origin, destination or year the views do not know
-- why: the views join the dimensions: a fact that lacks one of its members would be missing from all of them
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: none; all keys of editions 2020 and 2024 are known, and no destination is unknown
-- look at: the rows with these location codes in the workbook
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
