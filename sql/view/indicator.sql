-- Indicators in long form: one row for each country or area, indicator and year that has a figure. A zero that stands
-- for a missing figure is marked: leave it out of sums, averages and rankings. In a partial year fewer countries have a
-- figure than in the year before, so sums over countries of the two cannot be compared. coverage_note says where
-- remittances received changed sharply or not at all. Source: World Bank, World Development Indicators, current
-- release.
-- grain: iso3_code, indicator_code, year
create or replace view mart.indicator as
select
    i.iso3_code,
    i.country_name,
    i.year,
    y.year_date,
    i.indicator_code,
    d.indicator_name,
    d.unit,
    i.value,
    i.is_placeholder_zero,
    i.year = l.year and not i.is_placeholder_zero as is_latest_year,
    coalesce(c.is_partial_year, false) as is_partial_year,
    i.edition,
    j.coverage_note
from dw.current_indicator as i
inner join dw.dim_indicator as d on i.indicator_code = d.indicator_code
inner join dw.dim_year as y on i.year = y.year
left join dw.latest_figure as l on i.country_id = l.country_id and i.indicator_code = l.indicator_code
left join dw.indicator_coverage as c on i.indicator_code = c.indicator_code and i.year = c.year
left join dw.remittance_break as j
    on
        i.country_id = j.country_id and i.year = j.year
        and i.indicator_code in ('BX.TRF.PWKR.CD.DT', 'BX.TRF.PWKR.DT.GD.ZS');
