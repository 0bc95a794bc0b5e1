-- what: releases of citizenship law with fewer states in their newest year than the first version
-- why: the list of countries would be taken for complete
-- severity: error
-- table: dw.fact_citizenship_law
-- threshold: 190 states, the number of version 1.0; later versions have 191 or more
-- look at: the rows of the newest year in the file of countries and years
with newest as (
    select max(year) as year -- noqa: RF04
    from dw.fact_citizenship_law
    where release_id = :release_id
)

select
    f.year,
    count(distinct f.country_id) as states
from dw.fact_citizenship_law as f
inner join newest as n on f.year = n.year
where f.release_id = :release_id
group by f.year
having count(distinct f.country_id) < 190;
