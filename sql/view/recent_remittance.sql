-- Remittances received, in US dollars (received_usd) and as a share of the GDP of the same year (received_pct_of_gdp), as
-- they are ranked: the figure of the year or, failing that, that of one of the two years before (figure_year). Not all
-- countries have reported the newest year: without this rule, Tonga and Lebanon would be missing from 2023. Placeholder
-- zeros are left out. Source: World Bank, current release.
-- grain: measure, country_id, year
create or replace view dw.recent_remittance as
with received as (
    select
        country_id,
        year,
        value,
        edition
    from dw.usable_indicator
    where indicator_code = 'BX.TRF.PWKR.CD.DT'
),

figure as (
    select
        'received_usd' as measure,
        country_id,
        year,
        value,
        edition
    from received
    union all
    select
        'received_pct_of_gdp' as measure,
        r.country_id,
        r.year,
        dw.percentage(r.value, g.value) as value, -- noqa: RF04
        r.edition
    from received as r
    inner join dw.usable_indicator as g on r.country_id = g.country_id and r.year = g.year
    where g.indicator_code = 'NY.GDP.MKTP.CD'
),

dated as (
    select
        measure,
        country_id,
        year,
        value,
        edition,
        lead(year) over (partition by measure, country_id order by year) as next_year,
        max(year) over (partition by measure) as newest_year
    from figure
)

select
    d.measure,
    d.country_id,
    (d.year + a.years)::smallint as year, -- noqa: RF04
    d.value,
    d.year as figure_year,
    d.edition
from dated as d
cross join (values (0), (1), (2)) as a (years)
where d.year + a.years <= least(d.next_year - 1, d.newest_year);
