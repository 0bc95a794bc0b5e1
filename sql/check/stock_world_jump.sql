-- what: years in which the number of the world's migrants fell, or grew by more than 30 %, since the year before
-- why: years that were swapped or emptied, or one year in another unit
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: 0 and 30 % from one published year to the next, of at least 30 destinations; in editions 2020 and 2024 it
--   grew by 5 to 15 %
-- look at: the World's row in the workbook
with world as (
    select
        year,
        sum(immigrants) as migrants
    from dw.fact_migrant_stock_total
    where release_id = :release_id
    group by year
    having count(immigrants) >= 30
),

next_to_each_other as (
    select
        year,
        migrants,
        lag(year) over (order by year) as year_before,
        lag(migrants) over (order by year) as migrants_before
    from world
)

select
    year_before,
    year,
    migrants_before,
    migrants
from next_to_each_other
where migrants < migrants_before or migrants > 1.3 * migrants_before
order by year;
