-- what: years whose figures resemble another year of the earlier release more than their own
-- why: headings of years that were swapped, reversed or moved by a column
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: the smallest mean difference (of the logarithms of at least 30 destinations' migrants) must be that from
--   the same year; from edition 2020 to 2024 it is 0.03 to 0.06, that from the nearest other year 0.16 or more
-- look at: the years above the columns, and the World's row
with difference as (
    select
        n.year,
        b.year as year_before,
        avg(abs(ln(n.immigrants::double precision / b.immigrants))) as mean_difference
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.country_id = b.country_id
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and n.immigrants > 0 and b.immigrants > 0
    group by n.year, b.year
    having count(*) >= 30
),

nearest as (
    select distinct on (year)
        year,
        year_before,
        mean_difference
    from difference
    order by year asc, mean_difference asc
)

select
    n.year,
    n.year_before as resembles,
    round(n.mean_difference::numeric, 3) as difference,
    round(o.mean_difference::numeric, 3) as difference_from_same_year
from nearest as n
inner join difference as o on n.year = o.year and n.year = o.year_before
where n.year_before <> n.year
order by n.year;
