-- what: countries whose migrants are those of another country in the earlier release, and the other way round
-- why: rows or codes that were swapped: the totals of the world and of most regions stay right
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: both differ from their own figures by a factor of more than 1.2 and from the other's by less than 1.1
--   (means of logarithms over the years); from edition 2020 to 2024 no two countries do, as origins or destinations.
--   Countries of about the same size are not told apart
-- look at: the rows of both countries: names, codes, and their large corridors
with difference as (
    select
        'destination' as side,
        n.country_id,
        b.country_id as other_id,
        avg(abs(ln(n.immigrants::double precision / b.immigrants))) as mean_difference
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.year = b.year
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and n.immigrants > 0 and b.immigrants > 0
    group by n.country_id, b.country_id
    union all
    select
        'origin' as side,
        n.country_id,
        b.country_id as other_id,
        avg(abs(ln(n.emigrants::double precision / b.emigrants))) as mean_difference
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.year = b.year
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and n.emigrants > 0 and b.emigrants > 0
    group by n.country_id, b.country_id
),

moved as (
    select
        side,
        country_id
    from difference
    where country_id = other_id and mean_difference > ln(1.2)
),

taken_over as (
    select
        d.side,
        d.country_id,
        d.other_id
    from difference as d
    inner join moved as m on d.side = m.side and d.country_id = m.country_id
    where d.country_id <> d.other_id and d.mean_difference < ln(1.1)
)

select
    a.side,
    c.country_name,
    d.country_name as swapped_with
from taken_over as a
inner join taken_over as b on a.side = b.side and a.country_id = b.other_id and a.other_id = b.country_id
inner join dw.dim_country as c on a.country_id = c.country_id
inner join dw.dim_country as d on a.other_id = d.country_id
where a.country_id < a.other_id
order by a.side, c.country_name;
