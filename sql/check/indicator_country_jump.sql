-- what: countries whose numbers of people or sums of money are more than five times what they were in the release
--   before, or less than a fifth
-- why: thousands, millions or the country's own currency, in one country alone
-- severity: error
-- table: dw.fact_indicator
-- threshold: a factor of 5 in the median over at least five years. Rebased national accounts have moved GDP by up to
--   1.9 (Nigeria in 2014); of remittances no revision was at hand. Net migration and rates are left out: small ones
--   are revised by any factor
-- look at: the figures of these countries on the publisher's page, and its notes on them
with counted as (
    select indicator_code
    from dw.dim_indicator
    where is_additive and lower_bound >= 0
),

compared as (
    select
        a.country_id,
        a.indicator_code,
        percentile_cont(0.5) within group (order by a.value / b.value) as median_ratio
    from dw.fact_indicator as a
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year = b.year
    where
        a.release_id = :release_id
        and b.release_id = :previous_release_id
        and a.indicator_code in (select n.indicator_code from counted as n)
        and a.value <> 0
        and abs(b.value) > 1e-9
    group by a.country_id, a.indicator_code
    having count(*) >= 5
)

select
    c.country_name,
    f.indicator_code,
    f.median_ratio
from compared as f
inner join dw.dim_country as c on f.country_id = c.country_id
where f.median_ratio not between 0.2 and 5
order by f.indicator_code, c.country_name;
