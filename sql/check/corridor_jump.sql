-- what: corridors above 10,000 migrants that more than halved or doubled compared with the earlier
--   edition, in the latest year that both have
-- why: readers who compare two editions may take a change of method for migration; Tajikistan to Germany is
--   one of these corridors: 32,157 in edition 2020, gone in edition 2024
-- severity: warning
-- table: dw.fact_migrant_stock
-- threshold: 10,000 migrants and a factor of 2; from edition 2020 to 2024 that is 505 of 2,144 corridors of such
--   a size in the year 2020 (270 halve or go, 38 are new); over all seven years 2,655 of 11,912
with corridor as (
    select
        s.origin_id,
        s.destination_id,
        s.year,
        coalesce(max(s.migrants) filter (where s.release_id = :known_release_id), 0) as migrants_before,
        coalesce(max(s.migrants) filter (where s.release_id = :release_id), 0) as migrants_after
    from dw.fact_migrant_stock as s
    where
        s.release_id in (:release_id, :known_release_id)
        and s.year = dw.latest_common_year(:release_id, :known_release_id)
    group by s.origin_id, s.destination_id, s.year
)

select
    o.country_name as origin_name,
    d.country_name as destination_name,
    c.year,
    c.migrants_before,
    c.migrants_after
from corridor as c
inner join dw.dim_country as o on c.origin_id = o.country_id
inner join dw.dim_country as d on c.destination_id = d.country_id
where
    greatest(c.migrants_before, c.migrants_after) > 10000
    and greatest(c.migrants_before, c.migrants_after) > 2 * least(c.migrants_before, c.migrants_after)
order by abs(c.migrants_after - c.migrants_before) desc, o.country_name asc, d.country_name asc;
