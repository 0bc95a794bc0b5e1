-- what: remittances as a share of GDP, computed from both figures, that differ from the published share
-- why: the figures are updated separately; where they differ much, one of the three is wrong or out of date
-- severity: warning
-- table: dw.fact_indicator
-- threshold: 0.5 percentage points; in the release of July 2025 no country and year differed by even a millionth
with figures as (
    select
        country_id,
        year,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_usd,
        max(value) filter (where indicator_code = 'NY.GDP.MKTP.CD') as gdp_usd,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.DT.GD.ZS') as published_pct
    from dw.fact_indicator
    where
        release_id = :release_id
        and indicator_code in ('BX.TRF.PWKR.CD.DT', 'NY.GDP.MKTP.CD', 'BX.TRF.PWKR.DT.GD.ZS')
    group by country_id, year
),

computed as (
    select
        country_id,
        year,
        dw.percentage(received_usd, gdp_usd) as computed_pct,
        published_pct
    from figures
)

select
    c.country_name,
    f.year,
    f.computed_pct,
    f.published_pct
from computed as f
inner join dw.dim_country as c on f.country_id = c.country_id
where abs(f.computed_pct - f.published_pct) > 0.5;
