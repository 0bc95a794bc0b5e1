-- what: indicators whose figures have grown or shrunk in most countries at once since the release before
-- why: a unit, a base year or a definition that moved; revisions raise some countries and lower others
-- severity: error
-- table: dw.fact_indicator
-- threshold: 10 % over all years, 25 % in a year: medians of the ratios of figures that both releases have. Made-up
--   noise of 1 to 5 % in every figure moves a yearly median by less than 1 %. What can be negative, such as net
--   migration, is estimated anew as a whole, by any factor: twice or half. Prices of another base year move GDP at
--   purchasing power parity by more than 10 %, and its unit with it
-- look at: the unit and the notes on the publisher's page of the indicator
with compared as (
    select
        a.indicator_code,
        a.year,
        abs(a.value / b.value) as ratio
    from dw.fact_indicator as a
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year = b.year
    where
        a.release_id = :release_id
        and b.release_id = :previous_release_id
        and a.value <> 0
        and abs(b.value) > 1e-9
),

by_year as (
    select
        indicator_code,
        year,
        percentile_cont(0.5) within group (order by ratio) as median_ratio
    from compared
    group by indicator_code, year
    having count(*) >= 30
),

all_years as (
    select
        indicator_code,
        percentile_cont(0.5) within group (order by median_ratio) as median_ratio
    from by_year
    group by indicator_code
),

by_extent as (
    select
        indicator_code,
        null as year, -- noqa: RF04
        median_ratio,
        1.1 as highest_ratio
    from all_years
    union all
    select
        indicator_code,
        year,
        median_ratio,
        1.25 as highest_ratio
    from by_year
),

limited as (
    select
        f.indicator_code,
        f.year,
        f.median_ratio,
        case when n.lower_bound >= 0 then f.highest_ratio else 2 end as highest_ratio
    from by_extent as f
    inner join dw.dim_indicator as n on f.indicator_code = n.indicator_code
)

select
    indicator_code,
    year,
    median_ratio
from limited
where median_ratio not between 1 / highest_ratio and highest_ratio
order by indicator_code, year nulls first;
