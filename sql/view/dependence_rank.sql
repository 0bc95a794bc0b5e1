-- Rank of a country by remittances received as a share of GDP among the countries of its groups: the world (WORLD), its
-- region and subregion of M49, and its income group. 1 is the largest share; equal shares have the same rank. Ranked
-- are the countries that have a share of the year or, failing that, of one of the two years before (share_year):
-- without those, Tonga and Lebanon would be missing from 2023. Remittances and GDP are of the same year, and
-- placeholder zeros are left out. Members are those of 1 July of the year; for years before the World Bank's list was
-- first loaded, income groups are those of that list. Source: World Bank, World Development Indicators, current
-- release.
-- grain: iso3_code, year, group_code
create or replace view mart.dependence_rank as
with share as (
    select
        c.country_id,
        r.iso3_code,
        r.country_name,
        r.year,
        dw.percentage(r.value, g.value) as received_pct_of_gdp,
        lead(r.year) over (partition by r.iso3_code order by r.year) as next_year,
        max(r.year) over () as newest_year,
        r.edition
    from dw.usable_indicator as r
    inner join dw.usable_indicator as g on r.iso3_code = g.iso3_code and r.year = g.year
    inner join dw.dim_country as c on r.iso3_code = c.iso3_code
    where r.indicator_code = 'BX.TRF.PWKR.CD.DT' and g.indicator_code = 'NY.GDP.MKTP.CD'
),

valid as (
    select
        s.country_id,
        s.iso3_code,
        s.country_name,
        (s.year + a.years)::smallint as year, -- noqa: RF04
        s.received_pct_of_gdp,
        s.year as share_year,
        s.edition
    from share as s
    cross join (values (0), (1), (2)) as a (years)
    where s.year + a.years <= least(s.next_year - 1, s.newest_year)
)

select
    v.iso3_code,
    v.country_name,
    v.year,
    y.year_date,
    m.group_code,
    m.group_name,
    m.group_type,
    v.received_pct_of_gdp as remittances_received_pct_of_gdp,
    v.share_year,
    rank() over (in_group order by v.received_pct_of_gdp desc)::integer as rank,
    count(*) over in_group as ranked_countries,
    v.edition
from valid as v
inner join dw.dim_year as y on v.year = y.year
inner join dw.group_or_world_member as m on v.country_id = m.country_id and v.year = m.year
where
    m.group_code = 'WORLD'
    or m.group_type in ('un_region', 'un_subregion', 'world_bank_income_group')
window in_group as (partition by m.group_code, v.year);
