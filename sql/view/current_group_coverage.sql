-- Migrants in each group of destinations, and the share of them whose origin is unknown, in the current edition.
-- Empty in a sample, which holds one country only.
-- grain: group_id, year
create or replace view dw.current_group_coverage as
select
    g.group_id,
    t.year,
    (sum(t.immigrants) filter (where not t.is_sample))::bigint as migrants,
    dw.percentage(
        coalesce(sum(u.migrants), 0), sum(t.immigrants) filter (where not t.is_sample)
    ) as unknown_origin_pct
from dw.current_migrant_stock_total as t
inner join dw.group_member as g on t.country_id = g.country_id and t.year = g.year
left join dw.current_unknown_origin as u on t.country_id = u.destination_id and t.year = u.year
group by g.group_id, t.year;
