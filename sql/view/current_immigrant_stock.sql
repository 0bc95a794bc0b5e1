-- Immigrants and population of each country as the current UN DESA release has them. An area may have a population
-- only.
-- grain: iso3_code, year
create or replace view dw.current_immigrant_stock as
with current_release as (
    select
        release_id,
        edition
    from dw.source_release
    where source_code = 'undesa_destination' and subject = '' and is_current
),

-- Joined by the country's code, as text: only then a filter on it reaches the keys of both tables.
immigrant as (
    select
        c.iso3_code::text as iso3_code,
        s.country_id,
        s.year,
        s.immigrants,
        s.male_immigrants,
        s.female_immigrants,
        s.data_type
    from dw.fact_immigrant_stock as s
    inner join dw.dim_country as c on s.country_id = c.country_id
    where s.release_id = (select r.release_id from current_release as r)
),

population as (
    select
        c.iso3_code::text as iso3_code,
        p.country_id,
        p.year,
        p.population
    from dw.current_undesa_population as p
    inner join dw.dim_country as c on p.country_id = c.country_id
)

select
    coalesce(i.country_id, p.country_id) as country_id,
    year,
    i.immigrants,
    i.male_immigrants,
    i.female_immigrants,
    i.data_type,
    p.population,
    r.edition,
    iso3_code
from immigrant as i
full join population as p using (iso3_code, year)
cross join current_release as r;
