-- what: years of an indicator in which most countries have the very figure of another year
-- why: a year that was copied into the place of another
-- severity: error
-- table: dw.fact_indicator
-- threshold: half; at most 53 of 217 so far (net migration in 2022 and 2023, then 37 in 2020 and 2021), otherwise 9 %.
--   Zeros do not count. Fewer than 30 countries say little
-- look at: both years on the publisher's page of the indicator
with yearly as (
    select
        indicator_code,
        year,
        count(*) as figures
    from dw.fact_indicator
    where release_id = :release_id and value <> 0
    group by indicator_code, year
    having count(*) >= 30
),

repeated as (
    select
        indicator_code,
        array_agg(year) as years
    from dw.fact_indicator
    where release_id = :release_id and value <> 0
    group by indicator_code, country_id, value
    having count(*) > 1
),

pair as (
    select
        r.indicator_code,
        a.year,
        b.year as other_year,
        count(*) as equal_figures
    from repeated as r
    cross join unnest(r.years) as a (year)
    cross join unnest(r.years) as b (year)
    where a.year > b.year
    group by r.indicator_code, a.year, b.year
)

select
    y.indicator_code,
    y.year,
    p.other_year,
    y.figures,
    p.equal_figures
from yearly as y
inner join pair as p on y.indicator_code = p.indicator_code and y.year = p.year
where 2 * p.equal_figures > y.figures
order by y.indicator_code, y.year, p.other_year;
