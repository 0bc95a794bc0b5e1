-- what: years in which the typical destination has fewer than 40,000 or more than 600,000 migrants
-- why: figures in another unit; unlike a comparison with the release before, this also holds for the first one
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: 40,000 and 600,000, in the median of at least 100 destinations; it grew from 96,629 in 1990 to 195,937 in
--   2024 in editions 2020 and 2024
-- look at: the title of the table, which may say thousands
with typical as (
    select
        year,
        count(immigrants) as destinations,
        percentile_cont(0.5) within group (order by immigrants) as immigrants
    from dw.fact_migrant_stock_total
    where release_id = :release_id
    group by year
)

select
    year,
    destinations,
    round(immigrants) as typical_immigrants
from typical
where destinations >= 100 and immigrants not between 40000 and 600000
order by year;
