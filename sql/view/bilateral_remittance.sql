-- Remittances by corridor and year: the money that migrants in the destination send to their country of origin. The
-- figures of both methods are results of a model, not of a count. published: the World Bank's (KNOMAD's) matrices,
-- of the years that have one. estimated: the same model with the newest figures, for every year between the first and
-- the last of the migrant stock in which the origin has a figure of remittances received; what it received is shared
-- out over the destinations by migrants and incomes (Ratha and Shaw 2007, see docs/remittances.md). Never add up the
-- two. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: origin_iso3_code, destination_iso3_code, year, method
create or replace view mart.bilateral_remittance as
with corridor as (
    select
        o.origin_iso3_code,
        o.origin_name,
        d.destination_iso3_code,
        d.destination_name,
        p.year,
        'published' as method, -- noqa: RF04
        p.remittances_usd,
        null::bigint as migrants,
        null::boolean as is_interpolated,
        null as income_basis,
        p.edition,
        null as stock_edition
    from dw.published_remittance as p
    inner join dw.dim_origin as o on p.origin_id = o.origin_id
    inner join dw.dim_destination as d on p.destination_id = d.destination_id
    union all
    select
        e.origin_iso3_code,
        e.origin_name,
        e.destination_iso3_code,
        e.destination_name,
        e.year,
        'estimated' as method, -- noqa: RF04
        e.remittances_usd,
        e.migrants::bigint as migrants,
        e.is_interpolated,
        e.income_basis,
        e.edition,
        e.stock_edition
    from dw.estimated_remittance as e
)

select
    c.origin_iso3_code,
    c.origin_name,
    c.destination_iso3_code,
    c.destination_name,
    c.year,
    make_date(c.year, 1, 1) as year_date,
    c.method,
    c.remittances_usd,
    c.migrants,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition
from corridor as c;
