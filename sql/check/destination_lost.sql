-- what: countries that had immigrants or a population in the earlier release and have fewer years of them now
-- why: a row or a column that is missing from a table, or a code that changed
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_population
-- threshold: none; an edition published again has never lost a figure, and a new one adds its years to those before
-- look at: the rows of these countries in the workbook: a country that was dissolved or renumbered may be missing
with counted as (
    select
        b.series,
        b.country_id,
        count(b.persons) as years_before,
        count(n.persons) as years_now
    from dw.destination_figure as b
    left join dw.destination_figure as n
        on
            b.series = n.series and b.country_id = n.country_id and b.year = n.year
            and n.release_id = :release_id
    where b.release_id = :known_release_id
    group by b.series, b.country_id
)

select
    c.series,
    d.country_name,
    c.years_before,
    c.years_now
from counted as c
inner join dw.dim_country as d on c.country_id = d.country_id
where c.years_now < c.years_before
order by c.series, d.country_name;
