-- Migrants of the world in each year of the current edition, and how many of them are of unknown origin. Empty in a
-- sample, which holds one country only.
-- grain: year
create or replace view dw.current_world_stock as
select
    t.year,
    (sum(t.immigrants) filter (where not t.is_sample))::bigint as migrants,
    dw.percentage(
        sum(t.emigrants) filter (where c.entity_type = 'unknown'), sum(t.immigrants)
    ) as unknown_origin_pct
from dw.current_migrant_stock_total as t
inner join dw.dim_country as c on t.country_id = c.country_id
group by t.year;
