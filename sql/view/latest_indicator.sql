-- The latest figure of each indicator for each country, never a placeholder zero: years differ from country to
-- country. Source: World Bank, current release.
-- grain: iso3_code, indicator_code
create or replace view dw.latest_indicator as
select distinct on (iso3_code, indicator_code)
    iso3_code,
    indicator_code,
    year,
    value,
    edition
from dw.usable_indicator
order by iso3_code asc, indicator_code asc, year desc;
