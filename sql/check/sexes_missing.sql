-- what: years in which more than 5 % of the figures lack men or women
-- why: a block of columns that was emptied; both sexes together would still add up
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: 5 % of at least 30 figures; no figure of editions 2020 and 2024 lacks either
-- look at: the blocks of men and women in the workbook
select
    year,
    count(*) as figures,
    count(*) filter (where male_migrants is null or female_migrants is null) as without_sex
from dw.fact_migrant_stock
where release_id = :release_id and migrants is not null
group by year
having
    count(*) >= 30
    and count(*) filter (where male_migrants is null or female_migrants is null) > 0.05 * count(*)
order by year;
