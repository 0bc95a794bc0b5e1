-- Population at mid-year of the current UN DESA release, of the years that migrant stocks refer to.
-- grain: country_id, year
create or replace view dw.current_undesa_population as
select
    country_id,
    year,
    population,
    male_population,
    female_population
from dw.fact_population
where
    release_id = (
        select c.release_id
        from dw.source_release as c
        where c.source_code = 'undesa_destination' and c.subject = '' and c.is_current
    );
