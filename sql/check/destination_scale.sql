-- what: years in which the typical immigrants or population differ by more than a tenth from the earlier release
-- why: figures in another unit, or of another year. A real revision changes some countries much, but few of them
-- severity: error
-- table: dw.fact_population
-- threshold: a tenth, in the median of at least 30 countries with 100 people or more; an edition published again has
--   never changed, and from edition 2020 to 2024 the median of a year's immigrants is 1.000
-- look at: the titles of the two tables and their columns of years, beside the release in use
with typical as (
    select
        b.series,
        b.year,
        count(*) as countries,
        percentile_cont(0.5) within group (order by n.persons::double precision / b.persons) as ratio,
        percentile_cont(0.5) within group (order by n.men::double precision / nullif(b.men, 0)) as men,
        percentile_cont(0.5) within group (order by n.women::double precision / nullif(b.women, 0)) as women
    from dw.destination_figure as b
    inner join dw.destination_figure as n
        on b.series = n.series and b.country_id = n.country_id and b.year = n.year
    where b.release_id = :known_release_id and n.release_id = :release_id and b.persons >= 100
    group by b.series, b.year
)

select
    series,
    year,
    countries,
    round(ratio::numeric, 3) as ratio,
    round(men::numeric, 3) as ratio_of_men,
    round(women::numeric, 3) as ratio_of_women
from typical
where countries >= 30 and (least(ratio, men, women) < 0.9 or greatest(ratio, men, women) > 1.1)
order by series, year;
