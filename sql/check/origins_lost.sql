-- what: destinations that name fewer than half as many origins as in the earlier edition, in the latest year that
--   both have
-- why: the migrants are still there but of unknown origin, so emigrants of many origins are too low; notes beside the
--   figures say so
-- severity: warning
-- table: dw.fact_migrant_stock
-- threshold: half; from edition 2020 to 2024 that is 21 of 230 destinations in the year 2020, Germany from 138 origins
--   to 27 among them
with named as (
    select
        s.destination_id,
        s.year,
        count(*) filter (where s.release_id = :known_release_id) as origins_before,
        count(*) filter (where s.release_id = :release_id) as origins_after
    from dw.fact_migrant_stock as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    where
        s.release_id in (:release_id, :known_release_id)
        and s.year = dw.latest_common_year(:release_id, :known_release_id)
        and s.migrants > 0 and o.entity_type <> 'unknown'
    group by s.destination_id, s.year
)

select
    d.country_name as destination_name,
    n.year,
    n.origins_before,
    n.origins_after
from named as n
inner join dw.dim_country as d on n.destination_id = d.country_id
where n.origins_after < 0.5 * n.origins_before
order by n.origins_before - n.origins_after desc, d.country_name asc;
