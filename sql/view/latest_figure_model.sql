-- The latest figure of each indicator for each country, never a placeholder zero: years differ from country to
-- country. The table dw.latest_figure holds these rows. Source: World Bank, current release.
-- grain: country_id, indicator_code
create or replace view dw.latest_figure_model as
select distinct on (country_id, indicator_code)
    country_id,
    indicator_code,
    year,
    value,
    edition
from dw.usable_indicator
order by country_id asc, indicator_code asc, year desc;
