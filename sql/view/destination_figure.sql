-- Immigrants and population of each country in every release, one below the other, for checks that look at both.
-- Source: UN DESA, International Migrant Stock by destination.
-- grain: release_id, series, country_id, year
create or replace view dw.destination_figure as
select
    release_id,
    'immigrant_stock' as series,
    country_id,
    year,
    immigrants as persons,
    male_immigrants as men,
    female_immigrants as women
from dw.fact_immigrant_stock
union all
select
    release_id,
    'population' as series,
    country_id,
    year,
    population as persons,
    male_population as men,
    female_population as women
from dw.fact_population;
