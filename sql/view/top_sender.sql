-- The countries that remittances to an origin come from, the largest amount first: where its emigrants live. Equal
-- amounts are ranked by the sender's name. The figures of both methods are results of a model, not of a count: see
-- bilateral_remittance. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: origin_iso3_code, year, method, rank
create or replace view mart.top_sender as
select
    o.iso3_code as origin_iso3_code,
    o.country_name as origin_name,
    c.year,
    y.year_date,
    c.method,
    c.sender_rank as rank,
    d.iso3_code as destination_iso3_code,
    d.country_name as destination_name,
    c.remittances_usd,
    c.pct_of_received,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition,
    d.name_in_sentence as destination_name_in_sentence,
    c.coverage_note
from dw.remittance_corridor as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
inner join dw.dim_year as y on c.year = y.year
where c.remittances_usd > 0;
