-- The migrant stock of every year between the first and the last of UN DESA's current edition. Years that the edition
-- does not have lie on a straight line between the two around them, where it has the corridor in both. Corridors
-- without migrants are left out.
-- grain: origin_id, destination_id, year
create or replace view dw.yearly_migrant_stock as
with span as (
    select
        year as first_year,
        lead(year, 1, year) over (order by year) as next_year,
        edition
    from dw.stock_year
),

span_year as materialized ( -- joined to the corridors as a whole, not year by year
    select
        s.first_year,
        s.next_year,
        y.year,
        y.year > s.first_year as is_interpolated,
        (y.year - s.first_year)::double precision / greatest(s.next_year - s.first_year, 1) as elapsed,
        s.edition
    from span as s
    inner join dw.dim_year as y on s.first_year = y.year or (s.first_year < y.year and s.next_year > y.year)
),

known as ( -- from a table of the current edition alone: the planner knows how many rows it has
    select
        s.origin_id,
        s.destination_id,
        s.year,
        s.migrants,
        lead(s.year) over same_corridor as next_year,
        lead(s.migrants) over same_corridor as next_migrants
    from dw.current_corridor as s
    where s.migrants is not null
    window same_corridor as (partition by s.origin_id, s.destination_id order by s.year)
)

select
    k.origin_id,
    k.destination_id,
    y.year,
    case
        when y.is_interpolated then k.migrants + (k.next_migrants - k.migrants) * y.elapsed
        else k.migrants
    end as migrants,
    y.is_interpolated,
    y.edition
from known as k
inner join span_year as y on k.year = y.first_year and (not y.is_interpolated or k.next_year = y.next_year)
where k.migrants > 0 or (k.next_migrants > 0 and y.is_interpolated);
