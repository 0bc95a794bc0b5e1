-- What the estimates of remittances by corridor rest on, for each country or area and year: its income per head, and
-- what it received. The table dw.remittance_basis holds these rows. Source: World Bank, current release.
-- grain: country_id, year
create or replace view dw.remittance_basis_model as
with received as (
    select
        country_id,
        year,
        value as received_usd
    from dw.usable_indicator
    where indicator_code = 'BX.TRF.PWKR.CD.DT'
)

select
    country_id,
    year,
    i.income,
    i.income_basis,
    r.received_usd
from dw.yearly_income as i
full join received as r using (country_id, year);
