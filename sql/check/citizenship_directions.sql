-- what: countries whose combined code of dual citizenship differs from what their other codes say
-- why: the combined code and the two directions are published side by side; one of them would be wrong
-- severity: warning
-- table: dw.fact_citizenship_law
-- threshold: none; in version 1.0 all 190 agree
with direction as (
    select
        f.country_id,
        f.year,
        max(f.category_code) filter (where f.mode_code = 'dualcit_comb') as combined,
        max(f.category_code) filter (where f.mode_code = 'L05') as loss,
        max(f.category_code) filter (where f.mode_code = 'A06b') as requirement,
        bool_or(c.is_accepted) filter (where f.mode_code = 'L05') as accepted_abroad,
        bool_or(c.is_accepted) filter (where f.mode_code = 'A06b') as accepted_here
    from dw.fact_citizenship_law as f
    inner join dw.dim_citizenship_category as c
        on f.mode_code = c.mode_code and f.category_code = c.category_code
    where f.release_id = :release_id
    group by f.country_id, f.year
)

select
    n.iso3_code,
    d.year,
    d.combined,
    d.loss,
    d.requirement
from direction as d
inner join dw.dim_country as n on d.country_id = n.country_id
where d.combined <> d.accepted_abroad::integer + 2 * d.accepted_here::integer
order by n.iso3_code, d.year;
