-- Emigrants of each origin: its natives (or citizens, see corridor.data_type) living elsewhere at mid-year.
-- Source: UN DESA, International Migrant Stock, current edition; population of the same year from the World
-- Bank, otherwise of the latest year before it (see population_year).
-- grain: origin_iso3_code, origin_name, year
create or replace view mart.emigration as
select
    o.origin_iso3_code,
    o.origin_name,
    t.year,
    y.year_date,
    t.emigrants,
    t.male_emigrants,
    t.female_emigrants,
    dw.sex_percentage(t.male_emigrants, t.female_emigrants) as male_pct,
    dw.sex_percentage(t.female_emigrants, t.male_emigrants) as female_pct,
    dw.percentage(t.male_emigrants, t.female_emigrants) as sex_ratio,
    p.population,
    p.population_year,
    dw.percentage(t.emigrants, p.population) as emigrants_pct_of_population,
    t.edition
from dw.current_migrant_stock_total as t
inner join dw.dim_origin as o on t.country_id = o.origin_id
inner join dw.dim_year as y on t.year = y.year
left join dw.current_population as p
    on
        o.origin_iso3_code = p.iso3_code
        and t.year >= p.population_year
        and (t.year < p.next_population_year or p.next_population_year is null)
where t.emigrants is not null;
