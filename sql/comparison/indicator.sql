-- Figures of indicators that differ between two releases; each row carries the counts of them all. The largest
-- change of each indicator comes first, then the second of each: their units cannot be compared.
-- Parameters: `release_before` and `release_after`; `only_shared_years` leaves out years that one of them lacks;
-- `iso3_code` selects one country (null: all); `row_limit`.
-- A difference needs both figures. New figures come last: they revise nothing.
with before as (
    select
        country_id,
        indicator_code,
        year,
        value
    from dw.fact_indicator
    where release_id = :release_before
),

after as (
    select
        country_id,
        indicator_code,
        year,
        value
    from dw.fact_indicator
    where release_id = :release_after
),

shared_year as (
    select year from before
    intersect
    select year from after
),

compared as (
    select
        country_id,
        indicator_code,
        year,
        b.value as figure_before,
        a.value as figure_after
    from before as b
    full join after as a using (country_id, indicator_code, year)
    where
        b.value is distinct from a.value
        and (not :only_shared_years or year in (select s.year from shared_year as s))
),

ranked as (
    select
        p.iso3_code,
        p.country_name,
        n.indicator_name,
        c.year,
        c.figure_before,
        c.figure_after,
        c.figure_after - c.figure_before as difference,
        count(*) filter (where c.figure_before is null) over () as added,
        count(*) filter (where c.figure_after is null) over () as removed,
        count(c.figure_after - c.figure_before) over () as changed,
        row_number() over (
            partition by c.indicator_code
            order by
                c.figure_before is null,
                abs(coalesce(c.figure_after, 0) - coalesce(c.figure_before, 0)) desc,
                c.country_id asc,
                c.year asc
        ) as place
    from compared as c
    inner join dw.dim_country as p on c.country_id = p.country_id
    inner join dw.dim_indicator as n on c.indicator_code = n.indicator_code
    where cast(:iso3_code as text) is null or p.iso3_code = :iso3_code
)

select
    iso3_code,
    country_name,
    indicator_name,
    year,
    figure_before as before, -- noqa: RF04
    figure_after as after, -- noqa: RF04
    difference,
    added,
    removed,
    changed
from ranked
order by place, iso3_code, country_name, indicator_name, year
limit :row_limit;
