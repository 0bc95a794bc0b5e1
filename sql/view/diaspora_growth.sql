-- How the number of a country's emigrants has changed: since the date before, and since the first date of the
-- edition. Dates are four or five years apart, so periods are compared by their average annual rate, the one that
-- compounds to the change: 100 * ((emigrants / emigrants before) ^ (1 / years) - 1). Empty where the edition has
-- no figure for one of the two dates, or 0 for the earlier one. How completely destinations record origins changes,
-- too: see coverage_note. The migrants of unknown origin are left out. Source: UN DESA, International Migrant
-- Stock, current edition.
-- grain: iso3_code, year
create or replace view mart.diaspora_growth as
select
    iso3_code,
    country_name,
    year,
    year_date,
    emigrants,
    previous_year,
    previous_emigrants,
    emigrants - previous_emigrants as emigrants_change,
    dw.percentage(emigrants - previous_emigrants, previous_emigrants) as emigrants_change_pct,
    dw.annual_growth(emigrants, previous_emigrants, year - previous_year) as annual_growth_pct,
    first_year,
    first_emigrants,
    emigrants - first_emigrants as emigrants_change_since_first,
    dw.percentage(emigrants - first_emigrants, first_emigrants) as emigrants_change_since_first_pct,
    dw.annual_growth(emigrants, first_emigrants, year - first_year) as annual_growth_since_first_pct,
    coverage_note,
    edition
from dw.emigration_by_date;
