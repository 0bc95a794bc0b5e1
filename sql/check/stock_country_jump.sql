-- what: destinations with more than five times the migrants of the earlier release, or less than a fifth
-- why: one country's figures in another unit. A publisher that reassesses a country changes it by less
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: a factor of 5 in the median over the years; from edition 2020 to 2024 Indonesia changed most, by a factor
--   of 0.37, then Czechia by 2.08
-- look at: the rows of these destinations beside the release in use, and the publisher's notes on them
with compared as (
    select
        n.country_id,
        percentile_cont(0.5) within group (order by n.immigrants::double precision / b.immigrants) as ratio
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.country_id = b.country_id and n.year = b.year
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and b.immigrants > 0
    group by n.country_id
)

select
    d.country_name as destination_name,
    round(c.ratio::numeric, 3) as ratio
from compared as c
inner join dw.dim_country as d on c.country_id = d.country_id
where c.ratio not between 0.2 and 5
order by d.country_name;
