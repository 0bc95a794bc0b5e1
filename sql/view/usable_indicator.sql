-- The indicators of the current World Bank release without placeholder zeros.
-- grain: iso3_code, indicator_code, year
create or replace view dw.usable_indicator as
select
    iso3_code,
    country_name,
    indicator_code,
    year,
    value,
    edition,
    country_id
from dw.current_indicator
where not is_placeholder_zero;
