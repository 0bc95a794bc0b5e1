-- How completely each edition names the origins of the migrants in each destination. reassessed says whether the
-- edition estimated the destination anew or carried the edition before on: whether their totals differ in a year
-- that both have figures for, or the edition before had none. It is empty for the first edition. By this rule
-- edition 2024 reassessed 60 of 233 countries and areas and carried 173 on: the numbers that UN DESA gives. The
-- editions stand side by side: filter by edition before adding up. Source: UN DESA, International Migrant Stock, the
-- newest release of every edition.
-- grain: iso3_code, year, edition
create or replace view mart.destination_coverage as
select
    c.iso3_code,
    c.country_name,
    n.year,
    y.mid_year_date as year_date,
    n.immigrants,
    n.unknown_origin,
    dw.percentage(n.unknown_origin, n.immigrants) as unknown_origin_pct,
    n.origins_named,
    n.reassessed,
    dw.note_on_unknown_origin(dw.percentage(n.unknown_origin, n.immigrants)) as coverage_note,
    n.edition,
    e.is_current
from dw.origin_coverage as n
inner join dw.stock_edition as e on n.edition = e.edition
inner join dw.dim_country as c on n.country_id = c.country_id
inner join dw.dim_year as y on n.year = y.year;
