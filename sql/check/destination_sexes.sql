-- what: immigrants or populations whose men and women do not add up to both sexes
-- why: it reveals a block of columns that was read from the wrong place
-- severity: error
-- table: dw.fact_population
-- threshold: 1 person for the population, whose thousands are rounded; none for immigrants. Edition 2024 has no others
-- look at: the blocks of men and women in the workbook
select
    series,
    country_id,
    year,
    persons,
    men,
    women
from dw.destination_figure
where
    release_id = :release_id
    and abs(persons - men - women) > case series when 'population' then 1 else 0 end
order by series, country_id, year;
