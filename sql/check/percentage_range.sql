-- what: values above the upper bound of their indicator
-- why: a decimal point or a unit that moved
-- severity: error
-- table: dw.fact_indicator
-- threshold: upper_bound in etl/worldbank/indicators.yaml; remittances can exceed GDP (167 % at most in July 2025)
-- look at: these figures on the publisher's page; a bound that is wrong is corrected in indicators.yaml
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value,
    n.upper_bound
from dw.fact_indicator as i
inner join dw.dim_indicator as n on i.indicator_code = n.indicator_code
inner join dw.dim_country as c on i.country_id = c.country_id
where i.release_id = :release_id and i.value > n.upper_bound;
