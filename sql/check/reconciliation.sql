-- what: sums of the facts that differ from the published totals
-- why: it reveals a parser that drops, doubles or misplaces a row
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: exact; every year, sex, world row and region row of editions 2020 and 2024 agrees to the last migrant
-- look at: the rows of these totals in the workbook, and the members of the areas in published_areas.yaml
with stock as (
    select
        origin_id,
        destination_id,
        year,
        coalesce(migrants, 0) as migrants,
        coalesce(male_migrants, 0) as male_migrants,
        coalesce(female_migrants, 0) as female_migrants
    from dw.fact_migrant_stock
    where release_id = :release_id
),

by_destination as (
    select
        destination_id,
        year,
        sum(migrants) as migrants,
        sum(male_migrants) as male_migrants,
        sum(female_migrants) as female_migrants
    from stock
    group by destination_id, year
),

by_origin as (
    select
        origin_id,
        year,
        sum(migrants) as migrants,
        sum(male_migrants) as male_migrants,
        sum(female_migrants) as female_migrants
    from stock
    group by origin_id, year
),

summed as (
    select
        a.area_code as destination_code,
        '900' as origin_code,
        s.year,
        sum(s.migrants) as migrants,
        sum(s.male_migrants) as male_migrants,
        sum(s.female_migrants) as female_migrants
    from by_destination as s
    inner join ops.published_area as a on s.destination_id = a.country_id
    group by a.area_code, s.year
    union
    select
        '900' as destination_code,
        a.area_code as origin_code,
        s.year,
        sum(s.migrants) as migrants,
        sum(s.male_migrants) as male_migrants,
        sum(s.female_migrants) as female_migrants
    from by_origin as s
    inner join ops.published_area as a on s.origin_id = a.country_id
    group by a.area_code, s.year
    union
    select
        destination_id::text as destination_code,
        '900' as origin_code,
        year,
        migrants,
        male_migrants,
        female_migrants
    from by_destination
    union
    select
        '900' as destination_code,
        origin_id::text as origin_code,
        year,
        migrants,
        male_migrants,
        female_migrants
    from by_origin
),

known as (
    select distinct area_code as code
    from ops.published_area
    union
    select country_id::text as code
    from dw.dim_country
),

published as (
    select
        destination_code,
        origin_code,
        year,
        value,
        male_value,
        female_value
    from ops.published_total
    where
        release_id = :release_id and series = 'migrant_stock'
        and (destination_code = '900' or origin_code = '900')
)

select
    p.destination_code,
    p.origin_code,
    p.year,
    p.value as published,
    s.migrants as summed,
    p.male_value as published_male,
    s.male_migrants as summed_male,
    p.female_value as published_female,
    s.female_migrants as summed_female
from published as p
inner join known as d on p.destination_code = d.code
inner join known as o on p.origin_code = o.code
left join summed as s
    on p.destination_code = s.destination_code and p.origin_code = s.origin_code and p.year = s.year
where
    p.value <> coalesce(s.migrants, 0)
    or p.male_value <> coalesce(s.male_migrants, 0)
    or p.female_value <> coalesce(s.female_migrants, 0)
order by abs(p.value - coalesce(s.migrants, 0)) desc, p.destination_code asc, p.origin_code asc, p.year asc;
