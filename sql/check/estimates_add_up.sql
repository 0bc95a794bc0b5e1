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
    b.year,
    b.received_usd,
    s.estimated_usd
from dw.remittance_basis as b
inner join dw.dim_country as c on b.country_id = c.country_id
left join summed as s on b.country_id = s.origin_id and b.year = s.year
where
    b.received_usd is not null
    and b.country_id in (select m.origin_id from summed as m)
    and b.year between (
        select min(y.year) from dw.stock_year as y
    ) and (
        select max(y.year) from dw.stock_year as y
    )
    and abs(coalesce(s.estimated_usd, 0) - b.received_usd) > 1e-6 * b.received_usd
order by c.country_name, b.year;
