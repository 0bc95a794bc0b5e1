-- what: indicators that are parts of a whole and lie outside 0 to 100
-- why: a decimal point or a unit that moved
-- severity: error
-- table: dw.fact_indicator
-- threshold: unemployment only; remittances can exceed GDP (167 % at most in July 2025), inflation has no bounds
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value
from dw.fact_indicator as i
inner join dw.dim_country as c on i.country_id = c.country_id
where
    i.release_id = :release_id
    and i.indicator_code = 'SL.UEM.TOTL.ZS'
    and (i.value < 0 or i.value > 100);
