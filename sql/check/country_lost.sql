-- what: countries that had figures in the earlier release and have none now
-- why: a code that changed, or a country that is missing from a table
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_migrant_stock
-- look at: the rows of these countries in the workbook: a country that was dissolved or renumbered may be missing
with before as (
    select
        country_id,
        bool_or(emigrants is not null) as as_origin,
        bool_or(immigrants is not null) as as_destination
    from dw.fact_migrant_stock_total
    where release_id = :known_release_id
    group by country_id
),

now as (
    select
        country_id,
        bool_or(emigrants is not null) as as_origin,
        bool_or(immigrants is not null) as as_destination
    from dw.fact_migrant_stock_total
    where release_id = :release_id
    group by country_id
)

select
    c.country_name,
    b.as_origin as was_origin,
    n.as_origin as is_origin,
    b.as_destination as was_destination,
    n.as_destination as is_destination
from before as b
inner join dw.dim_country as c on b.country_id = c.country_id
left join now as n on b.country_id = n.country_id
where
    (b.as_origin and coalesce(n.as_origin, false) = false)
    or (b.as_destination and coalesce(n.as_destination, false) = false);
