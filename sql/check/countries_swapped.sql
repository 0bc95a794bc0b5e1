-- what: countries whose migrants are those of another country in the earlier release, and the other way round
-- why: rows or codes that were swapped: the totals of the world and of most regions stay right
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: both differ from their own figures by a factor of more than 1.2 and from the other's by less than 1.1
--   (means of logarithms over the years); from edition 2020 to 2024 no two countries do, as origins or destinations.
--   Countries of about the same size are not told apart
-- look at: the rows of both countries: names, codes, and their large corridors
with compared as (
    select
        s.side,
        n.country_id,
        n.year,
        case s.side when 'origin' then n.emigrants else n.immigrants end::double precision as migrants,
        case s.side when 'origin' then b.emigrants else b.immigrants end::double precision as migrants_before
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.country_id = b.country_id and n.year = b.year
    cross join (values ('destination'), ('origin')) as s (side)
    where n.release_id = :release_id and b.release_id = :known_release_id
),

moved as (
    select
        side,
        country_id
    from compared
    where migrants > 0 and migrants_before > 0
    group by side, country_id
    having avg(abs(ln(migrants / migrants_before))) > ln(1.2)
),

moved_figure as ( -- comparing all countries with all took 0.4 s
    select
        c.side,
        c.country_id,
        c.year,
        c.migrants,
        c.migrants_before
    from compared as c
    inner join moved as m on c.side = m.side and c.country_id = m.country_id
    where c.migrants > 0 and c.migrants_before > 0
),

taken_over as (
    select
        n.side,
        n.country_id,
        b.country_id as other_id
    from moved_figure as n
    inner join moved_figure as b on n.side = b.side and n.year = b.year and n.country_id <> b.country_id
    group by n.side, n.country_id, b.country_id
    having avg(abs(ln(n.migrants / b.migrants_before))) < ln(1.1)
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
