-- what: fractional values of indicators that count whole units, such as people
-- why: figures in thousands, or rates in place of numbers
-- severity: error
-- table: dw.fact_indicator
-- threshold: a thousandth; the publisher's own arithmetic leaves about a millionth (1426106095.000001 people in
--   China in 2020). whole_numbers in etl/worldbank/indicators.yaml says of which indicators
-- look at: the unit that the publisher's page of the indicator gives
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value
from dw.fact_indicator as i
inner join dw.dim_indicator as n on i.indicator_code = n.indicator_code
inner join dw.dim_country as c on i.country_id = c.country_id
where i.release_id = :release_id and n.is_whole_number and abs(i.value - round(i.value)) > 0.001
order by i.indicator_code, c.country_name, i.year;
