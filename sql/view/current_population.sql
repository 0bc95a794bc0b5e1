-- Population by country and year, with the year before which it is the latest figure known: a figure of 2023
-- serves 2024 too until there is one of 2024. Grain: country and year. Source: World Bank, SP.POP.TOTL,
-- current release.
create or replace view dw.current_population as
select
    iso3_code,
    year as population_year,
    value::bigint as population,
    lead(year) over (partition by iso3_code order by year) as next_population_year
from dw.current_indicator
where indicator_code = 'SP.POP.TOTL';
