-- Rank of a country by remittances received as a share of GDP among the countries of its groups: the world (WORLD), its
-- region and subregion of M49, and its income group. 1 is the largest share; equal shares have the same rank. Ranked
-- are the countries that have a share of the year or, failing that, of one of the two years before (share_year):
-- without those, Tonga and Lebanon would be missing from 2023. Remittances and GDP are of the same year, and
-- placeholder zeros are left out. Members are those of 1 July of the year; for years before the World Bank's list was
-- first loaded, income groups are those of that list. coverage_note says where remittances changed sharply, or not at
-- all, in share_year. Source: World Bank, World Development Indicators, current release.
-- grain: iso3_code, year, group_code
create or replace view mart.dependence_rank as
select
    c.iso3_code,
    c.country_name,
    r.year,
    y.year_date,
    r.group_code,
    coalesce(g.group_name, 'World') as group_name,
    g.group_type,
    r.remittances_received_pct_of_gdp,
    r.share_year,
    r.rank,
    r.ranked_countries,
    r.edition,
    j.coverage_note
from dw.dependence as r
inner join dw.dim_country as c on r.country_id = c.country_id
inner join dw.dim_year as y on r.year = y.year
left join dw.dim_country_group as g on r.group_code = g.group_code
left join dw.remittance_break as j on r.country_id = j.country_id and r.share_year = j.year;
