-- Corridors and years for which two releases of the migrant stock give different figures, the largest difference
-- first; each row carries the counts of them all.
-- Parameters: `release_before` and `release_after`; `only_shared_years` leaves out years that one of them lacks;
-- `iso3_code` selects the corridors of one country, as origin or destination (null: all); `row_limit`.
-- A corridor that a release does not have counts as nobody in the difference, as it does in the release's totals.
with before as (
    select
        origin_id,
        destination_id,
        year,
        migrants
    from dw.fact_migrant_stock
    where release_id = :release_before
),

after as (
    select
        origin_id,
        destination_id,
        year,
        migrants
    from dw.fact_migrant_stock
    where release_id = :release_after
),

shared_year as (
    select year from before
    intersect
    select year from after
),

compared as (
    select
        origin_id,
        destination_id,
        year,
        b.migrants as figure_before,
        a.migrants as figure_after
    from before as b
    full join after as a using (origin_id, destination_id, year)
    where
        b.migrants is distinct from a.migrants
        and (not :only_shared_years or year in (select s.year from shared_year as s))
)

select
    o.iso3_code as origin_iso3_code,
    o.country_name as origin_name,
    d.iso3_code as destination_iso3_code,
    d.country_name as destination_name,
    c.year,
    c.figure_before as before, -- noqa: RF04
    c.figure_after as after, -- noqa: RF04
    coalesce(c.figure_after, 0) - coalesce(c.figure_before, 0) as difference,
    count(*) filter (where c.figure_before is null) over () as added,
    count(*) filter (where c.figure_after is null) over () as removed,
    count(c.figure_after - c.figure_before) over () as changed
from compared as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
where cast(:iso3_code as text) is null or :iso3_code in (o.iso3_code, d.iso3_code)
order by
    abs(coalesce(c.figure_after, 0) - coalesce(c.figure_before, 0)) desc,
    c.origin_id asc,
    c.destination_id asc,
    c.year asc
limit :row_limit;
