-- what: codes of citizenship law that have no meaning here
-- why: the views join the categories: a code without one is missing from them
-- severity: error
-- table: dw.fact_citizenship_law
-- threshold: none; all 760 codes of version 1.0 are known, and no later version has others as far as it is described
-- look at: the codebook of the version; a code that is new needs an entry in etl/globalcit/categories.yaml
select
    n.iso3_code,
    f.mode_code,
    f.year,
    f.category_code
from dw.fact_citizenship_law as f
inner join dw.dim_country as n on f.country_id = n.country_id
left join dw.dim_citizenship_category as c
    on f.mode_code = c.mode_code and f.category_code = c.category_code
where f.release_id = :release_id and c.mode_code is null
order by n.iso3_code, f.mode_code, f.year;
