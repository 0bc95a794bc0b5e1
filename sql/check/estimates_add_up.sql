-- what: countries whose estimated remittances by corridor do not add up to what they received in the year
-- why: the estimates share out that amount; a sum that differs is a fault of the model
-- severity: error
-- when: on demand
-- look at: dw.remittance_corridor; to fill it again, run: diaspora-dw run undesa --force
-- threshold: a millionth; the largest difference in 5,600 countries and years was a rounding error
with summed as (
    select
        origin_id,
        year,
        sum(remittances_usd) as estimated_usd
    from dw.remittance_corridor
    where method = 'estimated'
    group by origin_id, year
)

select
    c.country_name,
    s.year,
    r.value as received_usd,
    s.estimated_usd
from summed as s
inner join dw.dim_country as c on s.origin_id = c.country_id
left join dw.usable_indicator as r
    on s.origin_id = r.country_id and s.year = r.year and r.indicator_code = 'BX.TRF.PWKR.CD.DT'
where r.value is null or abs(s.estimated_usd - r.value) > 1e-6 * r.value
order by c.country_name, s.year;
