-- Immigrants and population of each country as the current UN DESA release has them. An area may have a population
-- only.
-- grain: country_id, year
create or replace view dw.current_immigrant_stock as
with current_release as (
    select
        release_id,
        edition
    from dw.source_release
    where source_code = 'undesa_destination' and subject = '' and is_current
),

immigrant as (
    select
        country_id,
        year,
        immigrants,
        male_immigrants,
        female_immigrants,
        data_type
    from dw.fact_immigrant_stock
    where release_id = (select r.release_id from current_release as r)
)

select
    country_id,
    year,
    i.immigrants,
    i.male_immigrants,
    i.female_immigrants,
    i.data_type,
    p.population,
    r.edition
from immigrant as i
full join dw.current_undesa_population as p using (country_id, year)
cross join current_release as r;
