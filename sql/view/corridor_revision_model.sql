-- The same corridor and year in two editions of the migrant stock, the earlier one first, as mart.edition_change
-- publishes it. A corridor that an edition lacks is empty on that side. The table dw.corridor_revision holds these rows.
-- Source: UN DESA, the newest release of every edition.
-- grain: origin_id, destination_id, year, edition_before, edition_after
create or replace view dw.corridor_revision_model as
with dated as (
    select
        e.release_id,
        e.edition,
        t.year
    from dw.stock_edition as e
    inner join dw.fact_migrant_stock_total as t on e.release_id = t.release_id
    group by e.release_id, e.edition, t.year
),

pair as ( -- a year that both have, under one number: there is less to group by
    select
        row_number() over (order by b.edition, a.edition, b.year) as pair_id,
        b.release_id as release_before,
        b.edition as edition_before,
        a.release_id as release_after,
        a.edition as edition_after,
        b.year
    from dated as b
    inner join dated as a on b.edition < a.edition and b.year = a.year
),

compared as (
    select
        s.origin_id,
        s.destination_id,
        s.year,
        p.pair_id,
        max(s.migrants) filter (where s.release_id = p.release_before) as migrants_before,
        max(s.migrants) filter (where s.release_id = p.release_after) as migrants_after
    from dw.fact_migrant_stock as s
    inner join pair as p on s.release_id in (p.release_before, p.release_after) and s.year = p.year
    where s.release_id = any(array(select e.release_id from dw.stock_edition as e))
    group by s.origin_id, s.destination_id, s.year, p.pair_id
)

select
    c.origin_id,
    c.destination_id,
    c.year,
    p.edition_before,
    p.edition_after,
    c.migrants_before,
    c.migrants_after,
    dw.is_revised(c.migrants_before, c.migrants_after, t.emigrants) as is_revised
from compared as c
inner join pair as p on c.pair_id = p.pair_id
left join dw.fact_migrant_stock_total as t
    on c.origin_id = t.country_id and c.year = t.year and p.release_before = t.release_id;
