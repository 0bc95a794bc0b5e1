-- what: sums of immigrants or of the population that differ from the published totals of areas
-- why: it reveals a parser that drops, doubles or misplaces a row
-- severity: error
-- table: dw.fact_population
-- threshold: immigrants exact, as all of edition 2024 are; population 50 persons, as thousands are rounded (6 at most in
--   edition 2024). Not compared: areas without a list of members, and the population of areas with Kosovo, which is in
--   their totals and has no row
-- look at: the rows of these totals in the workbook, and the members of the areas in published_areas.yaml
with summed as (
    select
        f.series,
        a.area_code,
        f.year,
        sum(coalesce(f.persons, 0)) as persons,
        sum(coalesce(f.men, 0)) as men,
        sum(coalesce(f.women, 0)) as women
    from dw.destination_figure as f
    inner join ops.published_area as a on f.country_id = a.country_id
    where f.release_id = :release_id
    group by f.series, a.area_code, f.year
),

with_kosovo as (
    select a.area_code
    from ops.published_area as a
    inner join dw.dim_country as c on a.country_id = c.country_id
    where c.iso3_code = 'XKX'
),

published as (
    select
        series,
        destination_code as area_code,
        year,
        value as persons,
        male_value as men,
        female_value as women,
        case series when 'population' then 50 else 0 end as tolerance
    from ops.published_total
    where
        release_id = :release_id
        and destination_code in (select a.area_code from ops.published_area as a)
        and (series <> 'population' or destination_code not in (select k.area_code from with_kosovo as k))
)

select
    p.series,
    p.area_code,
    p.year,
    p.persons as published,
    s.persons as summed,
    p.men as published_male,
    s.men as summed_male,
    p.women as published_female,
    s.women as summed_female
from published as p
left join summed as s on p.series = s.series and p.area_code = s.area_code and p.year = s.year
where
    abs(p.persons - coalesce(s.persons, 0)) > p.tolerance
    or abs(p.men - coalesce(s.men, 0)) > p.tolerance
    or abs(p.women - coalesce(s.women, 0)) > p.tolerance
order by p.series asc, abs(p.persons - coalesce(s.persons, 0)) desc, p.area_code asc, p.year asc;
