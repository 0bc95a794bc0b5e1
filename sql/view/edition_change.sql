-- The same corridor and year in two editions, the earlier one first. Editions are separate data sets, and a
-- later one revises, moves or drops much of an earlier one. Years that only one of the two covers are left
-- out. A corridor that an edition lacks is empty on that side and counts as 0 in the difference, as it does
-- in that edition's totals. Source: UN DESA, International Migrant Stock, the newest release of every
-- edition.
-- grain: origin_iso3_code, destination_iso3_code, year, edition_before, edition_after
create or replace view mart.edition_change as
select
    o.origin_iso3_code,
    o.origin_name,
    d.destination_iso3_code,
    d.destination_name,
    c.year,
    y.mid_year_date as year_date,
    c.edition_before,
    c.edition_after,
    c.migrants_before,
    c.migrants_after,
    coalesce(c.migrants_after, 0) - coalesce(c.migrants_before, 0) as difference,
    dw.percentage(coalesce(c.migrants_after, 0) - c.migrants_before, c.migrants_before) as change_pct,
    c.is_revised
from dw.corridor_revision as c
inner join dw.dim_origin as o on c.origin_id = o.origin_id
inner join dw.dim_destination as d on c.destination_id = d.destination_id
inner join dw.dim_year as y on c.year = y.year;
