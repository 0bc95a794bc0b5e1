-- what: years that repeat the immigrants or the population of another year
-- why: a column that was copied: its year has no figures of its own
-- severity: error
-- table: dw.fact_population
-- threshold: half of at least 30 countries with the same number; in edition 2024 at most one in 100 has
-- look at: the two columns of years in the workbook
select
    a.series,
    a.year,
    b.year as repeated_in,
    count(*) as countries,
    count(*) filter (where a.persons = b.persons) as repeated_figures
from dw.destination_figure as a
inner join dw.destination_figure as b
    on a.series = b.series and a.country_id = b.country_id and a.year < b.year
where a.release_id = :release_id and b.release_id = :release_id and a.persons > 0 and b.persons > 0
group by a.series, a.year, b.year
having count(*) >= 30 and count(*) filter (where a.persons = b.persons) > 0.5 * count(*)
order by a.series, a.year, b.year;
