-- Emigrants and immigrants of each country in the current edition, with all its emigrants in both editions in the year
-- in which they are compared, which are empty where the edition before has none; how concentrated its emigrants are on
-- few destinations, as mart.destination_concentration publishes it; and the immigrants of unknown origin, 0 where all
-- origins are known. The table dw.country_stock holds these rows.
-- Source: UN DESA.
-- grain: country_id, year
create or replace view dw.country_stock_model as
with concentration as ( -- summed in the order of the ranks: the last digit depends on the order
    select
        s.origin_id,
        s.year,
        count(*) as destinations,
        sum(
            power(s.migrants::double precision / t.emigrants, 2) order by s.destination_rank
        ) as herfindahl_index,
        max(s.destination_id) filter (where s.destination_rank = 1) as top_destination_id,
        100 * max(s.migrants::double precision / t.emigrants) as top_destination_pct,
        100 * sum(
            s.migrants::double precision / t.emigrants order by s.destination_rank
        ) filter (where s.destination_rank <= 5) as top_five_destinations_pct
    from dw.current_corridor as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.current_migrant_stock_total as t on s.origin_id = t.country_id and s.year = t.year
    where o.entity_type <> 'unknown' and s.destination_rank is not null
    group by s.origin_id, s.year
)

select
    t.country_id,
    t.year,
    t.emigrants,
    t.male_emigrants,
    t.female_emigrants,
    t.immigrants,
    r.compared_year,
    r.edition_before,
    r.emigrants_before,
    r.emigrants_after,
    t.edition,
    c.destinations,
    c.herfindahl_index,
    c.top_destination_id,
    c.top_destination_pct,
    c.top_five_destinations_pct,
    case when t.immigrants is not null then coalesce(u.migrants, 0) end as unknown_origin,
    a.reassessed
from dw.current_migrant_stock_total as t
left join dw.origin_revision as r on t.country_id = r.origin_id and t.year = r.year
left join concentration as c on t.country_id = c.origin_id and t.year = c.year
left join dw.current_unknown_origin as u on t.country_id = u.destination_id and t.year = u.year
left join dw.reassessed_destination as a on t.country_id = a.country_id and t.release_id = a.release_id;
