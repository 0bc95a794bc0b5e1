-- Remittances of each country, with its GDP, its population and its emigrants. Years in which a country has neither
-- remittances nor GDP are left out. The World Bank publishes 0 where it has no figure: such a placeholder is marked and
-- left empty here; mart.indicator has it as published. In a partial year fewer countries have a figure of remittances
-- received than in the year before, so sums over countries of the two cannot be compared; is_partial_year_of_paid says
-- so of remittances paid. GDP is that of the same year, or the share is empty; population is that of the same year,
-- otherwise of the latest year before it; emigrants are those of the nearest year. Remittances per emigrant are left
-- empty above 25,000 US$, where wages of cross-border workers and transfers through financial centres weigh more than
-- what emigrants send, and where the count of emigrants halved between editions. Those who work abroad for a season
-- send money and are no emigrants: from 2010 to 2022, remittances per emigrant were 8 % of the GDP per head where
-- emigrants live at the median, 39 % at the 95th percentile, and more than half in 19 countries, such as Tajikistan,
-- Lesotho and Vanuatu. Source: World Bank, World Development Indicators, current release; emigrants from UN DESA,
-- current edition.
-- grain: iso3_code, year
create or replace view mart.remittance as
with published as (
    select
        country_id,
        iso3_code,
        country_name,
        indicator_code,
        year,
        edition,
        is_placeholder_zero,
        case when not is_placeholder_zero then value end as amount
    from dw.current_indicator
    where
        indicator_code in (
            'BX.TRF.PWKR.CD.DT', 'BM.TRF.PWKR.CD.DT', 'NY.GDP.MKTP.CD', 'BX.TRF.PWKR.DT.GD.ZS'
        )
),

figures as (
    select
        country_id,
        iso3_code,
        country_name,
        year,
        edition,
        max(amount) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_usd,
        max(amount) filter (where indicator_code = 'BM.TRF.PWKR.CD.DT') as paid_usd,
        max(amount) filter (where indicator_code = 'NY.GDP.MKTP.CD') as gdp_usd,
        max(amount) filter (where indicator_code = 'BX.TRF.PWKR.DT.GD.ZS') as received_pct_of_gdp_published,
        coalesce(
            bool_or(is_placeholder_zero) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT'), false
        ) as is_placeholder_zero
    from published
    group by country_id, iso3_code, country_name, year, edition
),

emigrants as (
    select
        t.country_id,
        t.year,
        t.emigrants,
        coalesce(r.emigrants_after < 0.5 * r.emigrants_before, false) as has_halved
    from dw.current_migrant_stock_total as t
    left join dw.origin_revision as r on t.country_id = r.origin_id and t.year = r.year
    where t.emigrants > 0
)

select
    f.iso3_code,
    f.country_name,
    f.year,
    y.year_date,
    f.received_usd as remittances_received_usd,
    f.is_placeholder_zero,
    coalesce(f.year = l.year, false) as is_latest_year,
    coalesce(c.is_partial_year, false) as is_partial_year,
    f.paid_usd as remittances_paid_usd,
    f.gdp_usd,
    dw.percentage(f.received_usd, f.gdp_usd) as remittances_received_pct_of_gdp,
    f.received_pct_of_gdp_published as remittances_received_pct_of_gdp_published,
    p.population,
    p.population_year,
    f.received_usd / nullif(p.population, 0) as remittances_received_per_capita_usd,
    case
        when not e.has_halved and f.received_usd / e.emigrants <= 25000 then f.received_usd / e.emigrants
    end as remittances_received_per_emigrant_usd,
    e.year as emigrants_year,
    f.edition,
    j.coverage_note,
    m.coverage_note as emigrants_coverage_note,
    coalesce(q.is_partial_year, false) as is_partial_year_of_paid
from figures as f
inner join dw.dim_year as y on f.year = y.year
left join dw.nearest_stock_year as n on f.year = n.year
left join dw.latest_figure as l on f.country_id = l.country_id and l.indicator_code = 'BX.TRF.PWKR.CD.DT'
left join dw.indicator_coverage as c on f.year = c.year and c.indicator_code = 'BX.TRF.PWKR.CD.DT'
left join dw.indicator_coverage as q on f.year = q.year and q.indicator_code = 'BM.TRF.PWKR.CD.DT'
left join dw.remittance_break as j on f.country_id = j.country_id and f.year = j.year
left join emigrants as e on f.country_id = e.country_id and n.stock_year = e.year
left join mart.emigration as m on f.iso3_code = m.iso3_code and n.stock_year = m.year
left join dw.current_population as p
    on
        f.iso3_code = p.iso3_code
        and f.year >= p.population_year
        and (f.year < p.next_population_year or p.next_population_year is null);
