-- what: states and modes that had a code in the earlier release, in the newest year of both, and have none now
-- why: a state that is missing from the file, or a code that changed
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_citizenship_law
-- threshold: none; version 3.0 covers all states of version 1.0
-- look at: the rows of these states in the file of countries and years
with newest as (
    select
        release_id,
        max(year) as year -- noqa: RF04
    from dw.fact_citizenship_law
    where release_id in (:known_release_id, :release_id)
    group by release_id
),

shared as (
    select min(year) as year -- noqa: RF04
    from newest
)

select
    c.iso3_code,
    b.mode_code,
    b.year
from dw.fact_citizenship_law as b
inner join shared as s on b.year = s.year
inner join dw.dim_country as c on b.country_id = c.country_id
left join dw.fact_citizenship_law as n
    on
        n.release_id = :release_id
        and b.country_id = n.country_id and b.mode_code = n.mode_code and b.year = n.year
where b.release_id = :known_release_id and n.country_id is null
order by c.iso3_code, b.mode_code;
