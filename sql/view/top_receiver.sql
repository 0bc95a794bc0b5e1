-- The countries that migrants in a destination send remittances to, the largest amount first. Equal amounts are ranked
-- by the receiver's name. The figures of both methods are results of a model, not of a count: see
-- bilateral_remittance. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: destination_iso3_code, year, method, rank
create or replace view mart.top_receiver as
select
    d.iso3_code as destination_iso3_code,
    d.country_name as destination_name,
    c.year,
    y.year_date,
    c.method,
    c.receiver_rank as rank,
    o.iso3_code as origin_iso3_code,
    o.country_name as origin_name,
    c.remittances_usd,
    c.pct_of_sent,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition,
    o.name_in_sentence as origin_name_in_sentence,
    c.coverage_note
from dw.remittance_corridor as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
inner join dw.dim_year as y on c.year = y.year
where c.remittances_usd > 0;
