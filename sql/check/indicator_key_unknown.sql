-- what: figures of indicators whose country, indicator or year the views do not know
-- why: the views join the dimensions and find countries by their code: what has none is missing from them
-- severity: error
-- table: dw.fact_indicator
-- threshold: none; all 65,490 figures of the release of July 2025 have a country with a code
with used as (
    select distinct
        country_id,
        indicator_code,
        year
    from dw.fact_indicator
    where release_id = :release_id
)

select
    u.country_id,
    u.indicator_code,
    u.year
from used as u
left join dw.dim_country as c on u.country_id = c.country_id
left join dw.dim_indicator as i on u.indicator_code = i.indicator_code
left join dw.dim_year as y on u.year = y.year
where c.iso3_code is null or i.indicator_code is null or y.year is null
order by u.country_id, u.indicator_code, u.year;
