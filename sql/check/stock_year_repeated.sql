-- what: years that repeat the figures of another year
-- why: a column that was copied: its year has no figures of its own
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: half of at least 30 destinations with the same number of migrants; in editions 2020 and 2024 it is at
--   most one in 200 between any two years
-- look at: the two columns of years in the workbook
select
    a.year,
    b.year as repeated_in,
    count(*) as destinations,
    count(*) filter (where a.immigrants = b.immigrants) as repeated_figures
from dw.fact_migrant_stock_total as a
inner join dw.fact_migrant_stock_total as b on a.country_id = b.country_id and a.year < b.year
where
    a.release_id = :release_id and b.release_id = :release_id
    and a.immigrants > 0 and b.immigrants > 0
group by a.year, b.year
having count(*) >= 30 and count(*) filter (where a.immigrants = b.immigrants) > 0.5 * count(*)
order by a.year, b.year;
