-- what: years in which the typical country has too few or too many immigrants or people
-- why: figures in another unit, a column of zeros, or one table in the place of the other
-- severity: error
-- table: dw.fact_population
-- threshold: in the median of at least 100 countries, 40,000 to 600,000 immigrants (100,672 in 1990 to 202,062 in 2024 in
--   edition 2024) and 2 to 12 million people (4.0 million in 1990 to 5.8 million in 2024)
-- look at: the titles of the two tables, one of which says thousands
with typical as (
    select
        series,
        year,
        count(persons) as countries,
        percentile_cont(0.5) within group (order by persons) as figure
    from dw.destination_figure
    where release_id = :release_id
    group by series, year
)

select
    series,
    year,
    countries,
    round(figure) as typical_figure
from typical
where
    countries >= 100
    and (
        (series = 'immigrant_stock' and figure not between 40000 and 600000)
        or (series = 'population' and figure not between 2000000 and 12000000)
    )
order by series, year;
