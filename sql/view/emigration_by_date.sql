-- Emigrants of each country beside those of the edition's date before and of its first date; empty where the edition
-- has no figure for that date. The migrants of unknown origin, who are no country's, are left out.
-- grain: iso3_code, year
create or replace view dw.emigration_by_date as
with stock_date as (
    select
        year,
        lag(year) over (order by year) as previous_year,
        nullif(min(year) over (), year) as first_year
    from dw.stock_year
)

select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    e.female_pct,
    d.previous_year,
    p.emigrants as previous_emigrants,
    dw.sex_percentage(p.female_emigrants, p.male_emigrants) as previous_female_pct,
    d.first_year,
    f.emigrants as first_emigrants,
    dw.sex_percentage(f.female_emigrants, f.male_emigrants) as first_female_pct,
    e.coverage_note,
    e.edition
from mart.emigration as e
inner join dw.dim_country as c on e.iso3_code = c.iso3_code
inner join stock_date as d on e.year = d.year
left join dw.country_stock as p
    on c.country_id = p.country_id and d.previous_year = p.year and p.emigrants is not null
left join dw.country_stock as f
    on c.country_id = f.country_id and d.first_year = f.year and f.emigrants is not null
where e.iso3_code <> 'ZZZ';
