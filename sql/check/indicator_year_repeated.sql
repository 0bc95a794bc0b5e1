-- what: years of an indicator in which most countries have the very figure of another year
-- why: a year that was copied into the place of another
-- severity: error
-- table: dw.fact_indicator
-- threshold: half of the figures of either year; at most 53 of 210 so far (net migration in 2022 and 2023, then 37 in
--   2020 and 2021), otherwise 9 %. Zeros do not count
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
    least(y.figures, o.figures) as figures,
    p.equal_figures
from pair as p
inner join yearly as y on p.indicator_code = y.indicator_code and p.year = y.year
inner join yearly as o on p.indicator_code = o.indicator_code and p.other_year = o.year
where 2 * p.equal_figures > least(y.figures, o.figures)
order by y.indicator_code, y.year, p.other_year;
