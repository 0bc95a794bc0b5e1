-- what: years in which more than half of the figures are zero
-- why: a column of zeros in the place of figures
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: half of at least 30 figures; in editions 2020 and 2024 at most 15.5 % of a year are zero (1990)
-- look at: the column of the year in the workbook
select
    year,
    count(*) as figures,
    count(*) filter (where migrants = 0) as zeros
from dw.fact_migrant_stock
where release_id = :release_id
group by year
having count(*) >= 30 and count(*) filter (where migrants = 0) > 0.5 * count(*)
order by year;
