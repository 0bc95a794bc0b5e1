-- what: values outside the bounds of their indicator
-- why: a unit that moved, a sign that was read into a figure, a placeholder such as 1e300
-- severity: error
-- table: dw.fact_indicator
-- threshold: lower_bound and upper_bound in etl/worldbank/indicators.yaml; where it gives none, 1e18 either way, a
--   thousand times the world's wealth in US dollars
-- look at: these figures on the publisher's page; a bound that is wrong is corrected in indicators.yaml
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value,
    n.lower_bound,
    n.upper_bound
from dw.fact_indicator as i
inner join dw.dim_indicator as n on i.indicator_code = n.indicator_code
inner join dw.dim_country as c on i.country_id = c.country_id
where
    i.release_id = :release_id
    and (i.value < coalesce(n.lower_bound, -1e18) or i.value > coalesce(n.upper_bound, 1e18))
order by i.indicator_code, c.country_name, i.year;
