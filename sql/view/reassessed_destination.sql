-- Whether an edition estimated a destination anew or carried the edition before on: whether their totals differ in a
-- year that both have figures for, or the edition before had none. Source: UN DESA, International Migrant Stock, the
-- newest release of every edition but the first.
-- grain: release_id, country_id
create or replace view dw.reassessed_destination as
select
    e.release_id,
    a.country_id,
    coalesce(bool_or(a.immigrants <> b.immigrants) filter (where b.immigrants > 0), true) as reassessed
from dw.stock_edition as e
inner join dw.fact_migrant_stock_total as a on e.release_id = a.release_id
left join dw.fact_migrant_stock_total as b
    on e.former_release_id = b.release_id and a.country_id = b.country_id and a.year = b.year
where e.former_release_id is not null and a.immigrants is not null
group by e.release_id, a.country_id;
