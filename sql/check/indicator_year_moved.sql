-- what: years of an indicator that are less like themselves in the release before than like another year of it
-- why: a series that was shifted, or years that were swapped; no other check can see it: every figure is plausible
-- severity: error
-- table: dw.fact_indicator
-- threshold: half the difference, the mean over countries relative to the larger figure. Compared are, of each
--   indicator, the five years that differ most, and by more than half of what is usual from a year to the next (2 %
--   in population, 32 % in net migration). Revisions stay nearest to their own year: with made-up noise of 5 %, none
--   is more than halfway to another
-- look at: the years of a few countries on the publisher's page of the indicator
with usual as (
    select
        a.indicator_code,
        avg(dw.relative_difference(a.value, b.value)) as difference
    from dw.fact_indicator as a
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year = b.year + 1
    where a.release_id = :previous_release_id and b.release_id = :previous_release_id
    group by a.indicator_code
),

own as (
    select
        a.indicator_code,
        a.year,
        avg(dw.relative_difference(a.value, b.value)) as difference
    from dw.fact_indicator as a
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year = b.year
    where a.release_id = :release_id and b.release_id = :previous_release_id
    group by a.indicator_code, a.year
    having count(*) >= 30
),

changed as (
    select
        o.indicator_code,
        o.year,
        o.difference,
        row_number() over (partition by o.indicator_code order by o.difference desc) as place
    from own as o
    inner join usual as u on o.indicator_code = u.indicator_code
    where o.difference > u.difference / 2
),

other as (
    select
        a.indicator_code,
        a.year,
        b.year as other_year,
        avg(dw.relative_difference(a.value, b.value)) as difference
    from changed as k
    inner join dw.fact_indicator as a on k.indicator_code = a.indicator_code and k.year = a.year
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year <> b.year
    where a.release_id = :release_id and b.release_id = :previous_release_id and k.place <= 5
    group by a.year, b.year, a.indicator_code
    having count(*) >= 30
)

select distinct on (k.indicator_code, k.year)
    k.indicator_code,
    k.year,
    k.difference,
    o.other_year,
    o.difference as other_difference
from changed as k
inner join other as o on k.indicator_code = o.indicator_code and k.year = o.year
where o.difference < k.difference / 2
order by k.indicator_code, k.year, o.difference;
