-- How many countries have a figure of each indicator in each year, and whether the year is partial: sums over countries
-- cannot be compared with those of the year before then. The table dw.indicator_coverage holds these rows. Source: World
-- Bank, current release.
-- grain: indicator_code, year
create or replace view dw.indicator_coverage_model as
select
    indicator_code,
    year,
    count(*) as countries,
    dw.is_partial_year(count(*), lag(count(*)) over same_series) as is_partial_year
from dw.usable_indicator
group by indicator_code, year
window same_series as (partition by indicator_code order by year);
