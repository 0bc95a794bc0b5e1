-- Emigrants of each country beside those of the edition's date before and of its first date; empty where the edition
-- has no figure for that date. The migrants of unknown origin, who are no country's, are left out.
-- grain: iso3_code, year
create or replace view dw.emigration_by_date as
with stock_date as (
    select
        year,
        lag(year) over (order by year) as previous_year,
        min(year) over () as edition_start
    from dw.current_world_stock
),

dated as (
    select
        iso3_code,
        country_name,
        year,
        year_date,
        emigrants,
        female_pct,
        coverage_note,
        edition,
        lag(year) over by_date as year_before,
        lag(emigrants) over by_date as emigrants_before,
        lag(female_pct) over by_date as female_pct_before,
        first_value(year) over by_date as earliest_year,
        first_value(emigrants) over by_date as earliest_emigrants,
        first_value(female_pct) over by_date as earliest_female_pct
    from mart.emigration
    where iso3_code <> 'ZZZ'
    window by_date as (partition by iso3_code order by year)
)

select
    e.iso3_code,
    e.country_name,
    e.year,
    e.year_date,
    e.emigrants,
    e.female_pct,
    d.previous_year,
    case when e.year_before = d.previous_year then e.emigrants_before end as previous_emigrants,
    case when e.year_before = d.previous_year then e.female_pct_before end as previous_female_pct,
    nullif(d.edition_start, e.year) as first_year,
    case when e.earliest_year = nullif(d.edition_start, e.year) then e.earliest_emigrants end
        as first_emigrants,
    case when e.earliest_year = nullif(d.edition_start, e.year) then e.earliest_female_pct end
        as first_female_pct,
    e.coverage_note,
    e.edition
from dated as e
inner join stock_date as d on e.year = d.year;
