-- The countries that remittances to an origin come from, the largest amount first: where its emigrants live. Equal
-- amounts are ranked by the sender's name. The figures of both methods are results of a model, not of a count: see
-- bilateral_remittance. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: origin_iso3_code, year, method, rank
create or replace view mart.top_sender as
with ranked as (
    select
        origin_iso3_code,
        origin_name,
        year,
        year_date,
        method,
        row_number() over (
            partition by origin_iso3_code, year, method
            order by remittances_usd desc, destination_name asc
        )::integer as rank,
        destination_iso3_code,
        destination_name,
        remittances_usd,
        dw.percentage(
            remittances_usd, sum(remittances_usd) over (partition by origin_iso3_code, year, method)
        ) as pct_of_received,
        is_interpolated,
        income_basis,
        edition,
        stock_edition
    from mart.bilateral_remittance
    where remittances_usd > 0
)

select
    r.origin_iso3_code,
    r.origin_name,
    r.year,
    r.year_date,
    r.method,
    r.rank,
    r.destination_iso3_code,
    r.destination_name,
    r.remittances_usd,
    r.pct_of_received,
    r.is_interpolated,
    r.income_basis,
    r.edition,
    r.stock_edition,
    c.name_in_sentence as destination_name_in_sentence
from ranked as r
inner join dw.dim_country as c on r.destination_iso3_code = c.iso3_code;
