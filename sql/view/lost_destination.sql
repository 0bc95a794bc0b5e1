-- The destination in which the current edition lowered an origin's emigrants most, where that is a tenth or more of
-- all its emigrants in the edition before.
-- grain: origin_id, year
create or replace view dw.lost_destination as
with loss as ( -- by the origin's code too: a filter on it then reaches the key of the fact
    select distinct on (o.iso3_code, b.origin_id, b.year)
        o.iso3_code,
        b.origin_id,
        b.year,
        b.destination_id,
        b.migrants as migrants_before,
        coalesce(a.migrants, 0) as migrants_after
    from dw.former_migrant_stock_total as t
    inner join dw.former_migrant_stock as b on t.country_id = b.origin_id and t.year = b.year
    inner join dw.dim_country as o on b.origin_id = o.country_id
    left join dw.current_migrant_stock as a
        on b.origin_id = a.origin_id and b.destination_id = a.destination_id and b.year = a.year
    where
        b.migrants > 0
        and b.migrants >= 0.1 * t.emigrants -- few are left to compare: a fifth of the time
        and b.migrants - coalesce(a.migrants, 0) >= 0.1 * t.emigrants
    order by
        o.iso3_code asc, b.origin_id asc, b.year asc,
        b.migrants - coalesce(a.migrants, 0) desc, b.destination_id asc
)

select
    l.iso3_code,
    l.origin_id,
    l.year,
    d.name_in_sentence,
    l.migrants_before,
    l.migrants_after
from loss as l
inner join dw.dim_country as d on l.destination_id = d.country_id;
