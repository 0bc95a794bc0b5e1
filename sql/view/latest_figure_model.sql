-- The latest figure of each indicator for each country, never a placeholder zero: years differ from country to
-- country; with the remittances that it received in that year. The table dw.latest_figure holds these rows. Source:
-- World Bank, current release.
-- grain: country_id, indicator_code
create or replace view dw.latest_figure_model as
with latest as (
    select distinct on (country_id, indicator_code)
        country_id,
        indicator_code,
        year,
        value,
        edition
    from dw.usable_indicator
    order by country_id asc, indicator_code asc, year desc
)

select
    l.country_id,
    l.indicator_code,
    l.year,
    l.value,
    l.edition,
    r.value as remittances_received_usd
from latest as l
left join dw.usable_indicator as r
    on l.country_id = r.country_id and l.year = r.year and r.indicator_code = 'BX.TRF.PWKR.CD.DT';
