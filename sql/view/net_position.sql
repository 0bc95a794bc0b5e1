-- Immigrants in a country less its emigrants elsewhere, both as sums of corridors at mid-year. It is a difference of
-- stocks: not the net migration of a year, which mart.indicator has as SM.POP.NETM. Immigrants include those
-- whose origin is unknown, whom no country has among its emigrants, so the differences add up to their number and
-- not to 0. Empty where the edition lacks one of the two. Both are from the workbook with origins; mart.immigration has
-- the immigrants of the workbook by destination, and what is to be known about them. Source: UN DESA, International
-- Migrant Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.net_position as
select
    c.iso3_code,
    c.country_name,
    t.year,
    w.mid_year_date as year_date,
    t.immigrants,
    t.emigrants,
    t.immigrants - t.emigrants as immigrants_less_emigrants,
    t.immigrants / nullif(t.emigrants, 0)::double precision as immigrants_per_emigrant_ratio,
    e.coverage_note as emigrants_coverage_note,
    t.edition
from dw.country_stock as t
inner join dw.dim_country as c on t.country_id = c.country_id
inner join dw.stock_year as w on t.year = w.year
left join mart.emigration as e on c.iso3_code = e.iso3_code and t.year = e.year
where c.entity_type <> 'unknown' and (t.immigrants is not null or t.emigrants is not null);
