-- Remittances of each country, with its GDP, its population and its emigrants. Years in which a country has
-- neither remittances nor GDP are left out. GDP is that of the same year, or the share is empty; population
-- and emigrants are those of the same year, otherwise of the latest year before it (see population_year and
-- emigrants_year). Source: World Bank, World Development Indicators, current release; emigrants from UN DESA,
-- current edition.
-- grain: iso3_code, year
create or replace view mart.remittance as
with figures as (
    select
        iso3_code,
        country_name,
        year,
        edition,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_usd,
        max(value) filter (where indicator_code = 'BM.TRF.PWKR.CD.DT') as paid_usd,
        max(value) filter (where indicator_code = 'NY.GDP.MKTP.CD') as gdp_usd,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.DT.GD.ZS') as received_pct_of_gdp_published
    from dw.current_indicator
    where
        indicator_code in (
            'BX.TRF.PWKR.CD.DT', 'BM.TRF.PWKR.CD.DT', 'NY.GDP.MKTP.CD', 'BX.TRF.PWKR.DT.GD.ZS'
        )
    group by iso3_code, country_name, year, edition
),

emigrants as (
    select
        o.origin_iso3_code,
        t.year as emigrants_year,
        t.emigrants,
        lead(t.year) over (partition by o.origin_iso3_code order by t.year) as next_emigrants_year
    from dw.current_migrant_stock_total as t
    inner join dw.dim_origin as o on t.country_id = o.origin_id
    where t.emigrants is not null
)

select
    f.iso3_code,
    f.country_name,
    f.year,
    y.year_date,
    f.received_usd,
    f.paid_usd,
    f.gdp_usd,
    dw.percentage(f.received_usd, f.gdp_usd) as received_pct_of_gdp,
    f.received_pct_of_gdp_published,
    p.population,
    p.population_year,
    f.received_usd / nullif(p.population, 0) as received_per_capita_usd,
    f.received_usd / nullif(e.emigrants, 0) as received_per_emigrant_usd,
    e.emigrants_year,
    f.edition
from figures as f
inner join dw.dim_year as y on f.year = y.year
left join dw.current_population as p
    on
        f.iso3_code = p.iso3_code
        and f.year >= p.population_year
        and (f.year < p.next_population_year or p.next_population_year is null)
left join emigrants as e
    on
        f.iso3_code = e.origin_iso3_code
        and f.year >= e.emigrants_year
        and (f.year < e.next_emigrants_year or e.next_emigrants_year is null);
