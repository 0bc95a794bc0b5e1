-- The countries that migrants in a destination send remittances to, the largest amount first. Equal amounts are ranked
-- by the receiver's name. The figures of both methods are results of a model, not of a count: see
-- bilateral_remittance. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: destination_iso3_code, year, method, rank
create or replace view mart.top_receiver as
with ranked as (
    select
        destination_iso3_code,
        destination_name,
        year,
        year_date,
        method,
        row_number() over (
            partition by destination_iso3_code, year, method
            order by remittances_usd desc, origin_name asc
        )::integer as rank,
        origin_iso3_code,
        origin_name,
        remittances_usd,
        dw.percentage(
            remittances_usd, sum(remittances_usd) over (partition by destination_iso3_code, year, method)
        ) as pct_of_sent,
        is_interpolated,
        income_basis,
        edition,
        stock_edition
    from mart.bilateral_remittance
    where remittances_usd > 0
)

select
    r.destination_iso3_code,
    r.destination_name,
    r.year,
    r.year_date,
    r.method,
    r.rank,
    r.origin_iso3_code,
    r.origin_name,
    r.remittances_usd,
    r.pct_of_sent,
    r.is_interpolated,
    r.income_basis,
    r.edition,
    r.stock_edition,
    c.name_in_sentence as origin_name_in_sentence
from ranked as r
inner join dw.dim_country as c on r.origin_iso3_code = c.iso3_code;
