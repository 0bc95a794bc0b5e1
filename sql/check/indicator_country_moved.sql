-- what: countries that have the very figures that another country had in the release before
-- why: the series of two countries were swapped, or one was given to both
-- severity: error
-- table: dw.fact_indicator
-- threshold: more than half of at least five figures, while fewer than half are its own former ones; two countries
--   have had at most 2 of 30 figures in common so far. Zeros do not count
-- look at: both countries on the publisher's page of the indicator
with counted as (
    select
        a.country_id,
        a.indicator_code,
        count(*) as figures,
        count(*) filter (where a.value = b.value) as own_figures
    from dw.fact_indicator as a
    left join dw.fact_indicator as b
        on
            a.country_id = b.country_id
            and a.indicator_code = b.indicator_code
            and a.year = b.year
            and b.release_id = :previous_release_id
    where a.release_id = :release_id and a.value <> 0
    group by a.country_id, a.indicator_code
),

changed as (
    select
        country_id,
        indicator_code,
        figures
    from counted
    where figures >= 5 and 2 * own_figures < figures
),

pair as (
    select
        k.country_id,
        k.indicator_code,
        k.figures,
        b.country_id as former_country_id,
        count(*) as equal_figures
    from changed as k
    inner join dw.fact_indicator as a on k.country_id = a.country_id and k.indicator_code = a.indicator_code
    inner join dw.fact_indicator as b
        on a.value = b.value and a.year = b.year and a.indicator_code = b.indicator_code
    where
        a.release_id = :release_id
        and b.release_id = :previous_release_id
        and a.value <> 0
        and a.country_id <> b.country_id
    group by k.country_id, k.indicator_code, k.figures, b.country_id
    having 2 * count(*) > k.figures
)

select
    c.country_name,
    f.country_name as former_country_name,
    p.indicator_code,
    p.figures,
    p.equal_figures
from pair as p
inner join dw.dim_country as c on p.country_id = c.country_id
inner join dw.dim_country as f on p.former_country_id = f.country_id
order by c.country_name, p.indicator_code;
