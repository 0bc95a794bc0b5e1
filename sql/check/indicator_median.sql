-- what: years in which the median over all countries is not one that the indicator can have
-- why: a unit that moved for everybody, such as millions, thousands, or fractions in place of percentages
-- severity: error
-- table: dw.fact_indicator
-- threshold: lowest_median and highest_median in etl/worldbank/indicators.yaml, beside the medians observed since
--   1960; of absolute values, because net migration has a median near 0. The median of fewer than 30 countries is
--   unreliable: remittances received have 12 countries in 1970, 46 in 1975
-- look at: the unit that the publisher's page of the indicator gives
with yearly as (
    select
        indicator_code,
        year,
        count(*) as countries,
        percentile_cont(0.5) within group (order by abs(value)) as median_value
    from dw.fact_indicator
    where release_id = :release_id
    group by indicator_code, year
)

select
    y.indicator_code,
    y.year,
    y.countries,
    y.median_value,
    n.lowest_median,
    n.highest_median
from yearly as y
inner join dw.dim_indicator as n on y.indicator_code = n.indicator_code
where y.countries >= 30 and (y.median_value < n.lowest_median or y.median_value > n.highest_median)
order by y.indicator_code, y.year;
