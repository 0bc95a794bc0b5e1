-- what: countries, and areas that had totals in the earlier release, without the total of a year
-- why: with the totals gone, there is nothing that the sums of the facts could differ from
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: none; editions 2020 and 2024 have the totals of every destination, every origin and the same 32 areas with a list of members, of
--   both sexes as of men and women
-- look at: the rows of totals and regions in the workbook; a group that the publisher has given up may be missing
with total as (
    select
        t.release_id,
        t.year,
        s.side,
        s.place_code,
        t.value,
        t.male_value,
        t.female_value
    from ops.published_total as t
    cross join
        lateral (
            values
            ('destination', t.destination_code, t.origin_code),
            ('origin', t.origin_code, t.destination_code)
        ) as s (side, place_code, summed_over)
    where
        t.release_id in (:release_id, :known_release_id)
        and t.series = 'migrant_stock' and s.summed_over = '900'
),

fact_year as (
    select distinct year
    from dw.fact_migrant_stock
    where release_id = :release_id
),

expected as (
    select
        s.side,
        t.country_id::text as place_code,
        t.year,
        s.has_sexes
    from dw.fact_migrant_stock_total as t
    cross join
        lateral (
            values
            ('destination', t.immigrants, t.male_immigrants is not null),
            ('origin', t.emigrants, t.male_emigrants is not null)
        ) as s (side, migrants, has_sexes)
    where t.release_id = :release_id and s.migrants is not null
    union all
    select
        t.side,
        t.place_code,
        t.year,
        false as has_sexes
    from total as t
    inner join fact_year as y on t.year = y.year
    where
        t.release_id = :known_release_id and t.value is not null
        and t.place_code in (select a.area_code from ops.published_area as a)
),

missing as (
    select
        e.side,
        e.place_code,
        count(*) as years
    from expected as e
    inner join dw.source_release as r on r.release_id = :release_id and not r.is_sample
    left join total as t
        on t.release_id = :release_id and e.side = t.side and e.place_code = t.place_code and e.year = t.year
    where t.value is null or (e.has_sexes and (t.male_value is null or t.female_value is null))
    group by e.side, e.place_code
),

place as (
    select
        place_code,
        min(place_name) as place_name
    from ops.known_name
    group by place_code
)

select
    m.side,
    m.place_code,
    p.place_name,
    m.years
from missing as m
left join place as p on m.place_code = p.place_code
order by m.years desc, m.place_code asc, m.side asc;
