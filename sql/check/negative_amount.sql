-- what: values below the lower bound of their indicator
-- why: a sign that was read into a figure, or a correction booked as a value
-- severity: error
-- table: dw.fact_indicator
-- threshold: lower_bound in etl/worldbank/indicators.yaml; net migration and inflation may be negative
-- look at: these figures on the publisher's page; a bound that is wrong is corrected in indicators.yaml
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value,
    n.lower_bound
from dw.fact_indicator as i
inner join dw.dim_indicator as n on i.indicator_code = n.indicator_code
inner join dw.dim_country as c on i.country_id = c.country_id
where i.release_id = :release_id and i.value < n.lower_bound;
