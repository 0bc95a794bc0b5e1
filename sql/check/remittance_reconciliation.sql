-- what: countries, and the world, whose remittances do not add up to the matrix's own sums
-- why: it reveals a reader that drops, doubles or misplaces a row or a column
-- severity: error
-- table: dw.fact_bilateral_remittance
-- threshold: 3 million US$, and any sum without a corridor. The sums agree to the cent, those of Data360, which are
--   rounded to a dollar, to 16 US$; but the workbooks of 2016 and 2017 sum up two figures that they withdraw,
--   Israel to Lebanon and Lebanon to Israel: 0.8 and 1.2 million US$ in 2017
-- look at: the last row and column of the matrix, or the lines of WLD
with corridor as (
    select
        origin_id::text as origin_code,
        destination_id::text as destination_code,
        remittances_usd
    from dw.fact_bilateral_remittance
    where release_id = :release_id
    union all
    select -- groups of countries that send
        origin_code,
        destination_code,
        value as remittances_usd
    from ops.published_total
    where
        release_id = :release_id and series = 'bilateral_remittance'
        and origin_code <> '900' and destination_code <> '900'
),

summed as (
    select
        origin_code,
        '900' as destination_code,
        sum(remittances_usd) as remittances_usd
    from corridor
    group by origin_code
    union all
    select
        '900' as origin_code,
        destination_code,
        sum(remittances_usd) as remittances_usd
    from corridor
    group by destination_code
    union all
    select
        '900' as origin_code,
        '900' as destination_code,
        sum(remittances_usd) as remittances_usd
    from corridor
),

published as (
    select
        origin_code,
        destination_code,
        value as remittances_usd
    from ops.published_total
    where
        release_id = :release_id and series = 'bilateral_remittance'
        and (origin_code = '900' or destination_code = '900')
)

select
    coalesce(o.country_name, 'World') as received_by,
    coalesce(d.country_name, nullif(p.destination_code, '900'), 'World') as sent_from,
    p.remittances_usd as published_usd,
    s.remittances_usd as summed_usd
from published as p
left join summed as s on p.origin_code = s.origin_code and p.destination_code = s.destination_code
left join dw.dim_country as o on p.origin_code = o.country_id::text
left join dw.dim_country as d on p.destination_code = d.country_id::text
where s.remittances_usd is null or abs(p.remittances_usd - s.remittances_usd) > 3000000
order by abs(p.remittances_usd - coalesce(s.remittances_usd, 0)) desc;
