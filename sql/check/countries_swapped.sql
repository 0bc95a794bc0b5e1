-- what: destinations whose migrants are those of another destination in what was known before, and the other way round
-- why: rows or codes that were swapped: the totals of the world and of most regions stay right
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: both are within a tenth of each other's former figures and more than half off their own (means of
--   logarithms over the years); from edition 2020 to 2024 no two destinations are
-- look at: the rows of both destinations: names, codes, and their large corridors
with difference as (
    select
        n.country_id,
        b.country_id as country_before,
        avg(abs(ln(n.immigrants::double precision / b.immigrants))) as mean_difference
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.year = b.year
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and n.immigrants > 0 and b.immigrants > 0
    group by n.country_id, b.country_id
),

moved as (
    select country_id
    from difference
    where country_id = country_before and mean_difference > ln(1.5)
),

taken_over as (
    select
        country_id,
        country_before
    from difference
    where
        country_id <> country_before and mean_difference < ln(1.1)
        and country_id in (select m.country_id from moved as m)
)

select
    c.country_name,
    d.country_name as swapped_with
from taken_over as a
inner join taken_over as b on a.country_id = b.country_before and a.country_before = b.country_id
inner join dw.dim_country as c on a.country_id = c.country_id
inner join dw.dim_country as d on a.country_before = d.country_id
where a.country_id < a.country_before
order by c.country_name;
