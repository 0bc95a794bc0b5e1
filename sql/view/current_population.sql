-- Population by country and year, with the next year that has a figure: until then this one is the latest
-- known, so a figure of 2023 serves 2024 too. Source: World Bank, SP.POP.TOTL, current release.
-- grain: iso3_code, population_year
create or replace view dw.current_population as
select
    iso3_code,
    year as population_year,
    value::bigint as population,
    lead(year) over (partition by iso3_code order by year) as next_population_year
from dw.usable_indicator
where indicator_code = 'SP.POP.TOTL';
