-- Destinations of each origin, the largest first. Equal numbers are ranked by the destination's name.
-- Destinations without migrants are left out. Source: UN DESA, International Migrant Stock, current edition.
-- grain: origin_iso3_code, origin_name, year, rank
create or replace view mart.top_destination as
with ranked as (
    select
        s.origin_id,
        o.origin_iso3_code,
        o.origin_name,
        s.year,
        d.destination_iso3_code,
        d.destination_name,
        s.migrants,
        s.male_migrants,
        s.female_migrants,
        s.edition,
        row_number() over (
            partition by o.origin_iso3_code, s.origin_id, s.year
            order by s.migrants desc, d.destination_name asc
        ) as rank
    from dw.current_migrant_stock as s
    inner join dw.dim_origin as o on s.origin_id = o.origin_id
    inner join dw.dim_destination as d on s.destination_id = d.destination_id
    where s.migrants > 0
)

select
    r.origin_iso3_code,
    r.origin_name,
    r.year,
    y.year_date,
    r.rank,
    r.destination_iso3_code,
    r.destination_name,
    r.migrants as emigrants,
    r.male_migrants as male_emigrants,
    r.female_migrants as female_emigrants,
    dw.sex_percentage(r.male_migrants, r.female_migrants) as male_pct,
    dw.sex_percentage(r.female_migrants, r.male_migrants) as female_pct,
    dw.percentage(r.migrants, t.emigrants) as pct_of_emigrants,
    r.edition
from ranked as r
inner join dw.dim_year as y on r.year = y.year
inner join dw.current_migrant_stock_total as t on r.origin_id = t.country_id and r.year = t.year;
