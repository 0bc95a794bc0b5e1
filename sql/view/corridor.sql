-- Corridors: migrants from an origin in a destination, and their share of both sides. Source: UN DESA,
-- International Migrant Stock, current edition.
-- grain: origin_iso3_code, origin_name, destination_iso3_code, year
create or replace view mart.corridor as
select
    o.origin_iso3_code,
    o.origin_name,
    d.destination_iso3_code,
    d.destination_name,
    s.year,
    y.year_date,
    s.migrants,
    s.male_migrants,
    s.female_migrants,
    dw.sex_percentage(s.male_migrants, s.female_migrants) as male_pct,
    dw.sex_percentage(s.female_migrants, s.male_migrants) as female_pct,
    dw.percentage(s.migrants, e.emigrants) as pct_of_origin_emigrants,
    dw.percentage(s.migrants, i.immigrants) as pct_of_destination_immigrants,
    s.data_type,
    s.edition
from dw.current_migrant_stock as s
inner join dw.dim_origin as o on s.origin_id = o.origin_id
inner join dw.dim_destination as d on s.destination_id = d.destination_id
inner join dw.dim_year as y on s.year = y.year
inner join dw.current_migrant_stock_total as e on s.origin_id = e.country_id and s.year = e.year
left join dw.current_migrant_stock_total as i on s.destination_id = i.country_id and s.year = i.year;
