-- The destination in which the current edition lowered an origin's emigrants most, where that is a tenth or more of
-- all its emigrants in the edition before. The table dw.largest_loss holds these rows. Source: UN DESA.
-- grain: origin_id, year
create or replace view dw.largest_loss_model as
select distinct on (b.origin_id, b.year)
    b.origin_id,
    b.year,
    b.destination_id,
    b.migrants as migrants_before,
    coalesce(a.migrants, 0) as migrants_after
from dw.former_migrant_stock_total as t
inner join dw.former_migrant_stock as b on t.country_id = b.origin_id and t.year = b.year
left join dw.current_migrant_stock as a
    on b.origin_id = a.origin_id and b.destination_id = a.destination_id and b.year = a.year
where
    b.migrants > 0
    and b.migrants >= 0.1 * t.emigrants -- few are left to compare: a fifth of the time
    and b.migrants - coalesce(a.migrants, 0) >= 0.1 * t.emigrants
order by b.origin_id asc, b.year asc, b.migrants - coalesce(a.migrants, 0) desc, b.destination_id asc;
