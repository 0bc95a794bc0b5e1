-- what: years before 1960 or after the publisher's last update
-- why: dates that moved, or forecasts among the figures
-- severity: error
-- table: dw.fact_indicator
-- threshold: 1960, the first year of the World Development Indicators; the update of July 2025 ends with 2024
-- look at: the last year that the publisher's page of the indicator shows
with yearly as (
    select
        indicator_code,
        year,
        count(*) as figures
    from dw.fact_indicator
    where release_id = :release_id
    group by indicator_code, year
)

select
    y.indicator_code,
    y.year,
    y.figures
from yearly as y
inner join dw.source_release as r on r.release_id = :release_id
where
    y.year < 1960
    or y.year > extract(year from coalesce(r.upstream_updated_at, r.retrieved_at) at time zone 'UTC')
order by y.indicator_code, y.year;
