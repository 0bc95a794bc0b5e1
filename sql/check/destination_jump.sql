-- what: countries with more than five times the immigrants or the population of the earlier release, or under a fifth
-- why: one country's figures in another unit, or another country's. A real reassessment changes a country by less
-- severity: error
-- table: dw.fact_population
-- threshold: a factor of 5 in the median over the years; from edition 2020 to 2024 Indonesia's immigrants changed most,
--   by a factor of 0.37
-- look at: the rows of these countries beside the release in use, and the publisher's notes on them
with compared as (
    select
        n.series,
        n.country_id,
        percentile_cont(0.5) within group (order by n.persons::double precision / b.persons) as ratio
    from dw.destination_figure as n
    inner join dw.destination_figure as b
        on n.series = b.series and n.country_id = b.country_id and n.year = b.year
    where n.release_id = :release_id and b.release_id = :known_release_id and b.persons > 0
    group by n.series, n.country_id
)

select
    c.series,
    d.country_name,
    round(c.ratio::numeric, 3) as ratio
from compared as c
inner join dw.dim_country as d on c.country_id = d.country_id
where c.ratio not between 0.2 and 5
order by c.series, d.country_name;
