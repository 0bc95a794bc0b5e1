-- Remittances by corridor and year: the money that migrants in the destination send to their country of origin. The
-- figures of both methods are results of a model, not of a count. published: the World Bank's (KNOMAD's) matrices,
-- of the years that have one. estimated: the same model with the newest figures, for every year between the first and
-- the last of the migrant stock in which the origin has a figure of remittances received; what it received is shared
-- out over the destinations by migrants and incomes, as in Ratha and Shaw, World Bank Working Paper 102 (2007). Never
-- add up the two. Sources: World Bank, matrices and current indicators; UN DESA, current edition.
-- grain: origin_iso3_code, destination_iso3_code, year, method
create or replace view mart.bilateral_remittance as
select
    o.iso3_code as origin_iso3_code,
    o.country_name as origin_name,
    d.iso3_code as destination_iso3_code,
    d.country_name as destination_name,
    c.year,
    y.year_date,
    c.method,
    c.remittances_usd,
    c.migrants,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition,
    c.coverage_note
from dw.remittance_corridor as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
inner join dw.dim_year as y on c.year = y.year;
