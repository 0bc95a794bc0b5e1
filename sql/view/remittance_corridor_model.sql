-- Remittances by corridor and year by both methods, published and estimated (see bilateral_remittance), with the
-- place of each end among those of the other by the same method, the largest amount first, and its share of them all.
-- Equal amounts are ranked by name. The table dw.remittance_corridor holds these rows. Sources: World Bank, matrices
-- and current indicators; UN DESA, current edition.
-- grain: origin_id, destination_id, year, method
create or replace view dw.remittance_corridor_model as
with corridor as (
    select
        origin_id,
        destination_id,
        year,
        'published' as method, -- noqa: RF04
        remittances_usd,
        null::bigint as migrants,
        null::boolean as is_interpolated,
        null as income_basis,
        edition,
        null as stock_edition
    from dw.published_remittance
    union all
    select
        origin_id,
        destination_id,
        year,
        'estimated' as method, -- noqa: RF04
        remittances_usd,
        migrants::bigint as migrants,
        is_interpolated,
        income_basis,
        edition,
        stock_edition
    from dw.estimated_remittance
)

select
    c.origin_id,
    c.destination_id,
    c.year,
    c.method,
    c.remittances_usd,
    c.migrants,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition,
    row_number() over received::integer as sender_rank,
    dw.percentage(c.remittances_usd, sum(c.remittances_usd) over received) as pct_of_received,
    row_number() over sent::integer as receiver_rank,
    dw.percentage(c.remittances_usd, sum(c.remittances_usd) over sent) as pct_of_sent
from corridor as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
window -- all rows count in a sum, in the order of the ranks: its last digit depends on the order
    received as (
        partition by c.origin_id, c.year, c.method
        order by c.remittances_usd desc, d.country_name asc
        rows between unbounded preceding and unbounded following
    ),
    sent as (
        partition by c.destination_id, c.year, c.method
        order by c.remittances_usd desc, o.country_name asc
        rows between unbounded preceding and unbounded following
    );
