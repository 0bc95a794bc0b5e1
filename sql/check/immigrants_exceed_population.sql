-- what: countries with more immigrants than people
-- why: the rows of the two tables were joined wrongly, or one of them is in another unit
-- severity: error
-- table: dw.fact_population
-- threshold: 1 person, as the population is rounded; in edition 2024 everybody in Bonaire and the Holy See is an
--   immigrant, and nowhere else more than 89 %
-- look at: the rows of these countries in the two tables of the workbook
select
    c.country_name,
    i.year,
    i.immigrants,
    p.population
from dw.fact_immigrant_stock as i
inner join dw.fact_population as p
    on i.release_id = p.release_id and i.country_id = p.country_id and i.year = p.year
inner join dw.dim_country as c on i.country_id = c.country_id
where i.release_id = :release_id and i.immigrants > p.population + 1
order by c.country_name, i.year;
