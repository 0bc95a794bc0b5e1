-- what: years in which the publisher's figure for the world is more than twice the sum over countries, or less than
--   half
-- why: a unit that moved in the countries or in the aggregates only, or a large country that is missing or wrong
-- severity: error
-- table: dw.fact_indicator
-- threshold: a factor of 2. Remittances received add up to 15 digits in all 55 years; of the other indicators the
--   publisher may fill gaps, as for the Soviet Union's GDP. Only what adds up and cannot be negative is compared, in
--   years of at least 30 countries
-- look at: the world's figure and those of the largest countries on the publisher's page of the indicator
with summed as (
    select
        indicator_code,
        year,
        count(*) as countries,
        sum(value) as total
    from dw.fact_indicator
    where release_id = :release_id
    group by indicator_code, year
)

select
    s.indicator_code,
    s.year,
    s.countries,
    s.total,
    t.value as published_value
from summed as s
inner join dw.dim_indicator as n on s.indicator_code = n.indicator_code
inner join ops.published_total as t on s.indicator_code = t.series and s.year = t.year
where
    t.release_id = :release_id
    and t.destination_code = 'WLD'
    and n.is_additive
    and n.lower_bound >= 0
    and s.countries >= 30
    and (t.value > 2 * s.total or t.value < s.total / 2)
order by s.indicator_code, s.year;
