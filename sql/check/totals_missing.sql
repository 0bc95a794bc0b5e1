-- what: countries without a published total, and areas whose total was published in what was known before
-- why: with the totals gone, there is nothing that the sums of the facts could differ from
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: none; editions 2020 and 2024 have the totals of every destination, every origin and the same 33 areas
-- look at: the rows of totals and regions in the workbook; a group that the publisher gave up is lost rightly
with total as (
    select distinct
        release_id,
        'destination' as side,
        destination_code as place_code
    from ops.published_total
    where
        release_id in (:release_id, :known_release_id)
        and series = 'migrant_stock' and origin_code = '900' and value is not null
    union all
    select distinct
        release_id,
        'origin' as side,
        origin_code as place_code
    from ops.published_total
    where
        release_id in (:release_id, :known_release_id)
        and series = 'migrant_stock' and destination_code = '900' and value is not null
),

place as (
    select
        country_id::text as place_code,
        country_name as place_name
    from dw.dim_country
    union all
    select
        place_code,
        min(place_name) as place_name
    from ops.known_name
    where place_code in (select a.area_code from ops.published_area as a)
    group by place_code
),

expected as (
    select
        'destination' as side,
        destination_id::text as place_code
    from dw.fact_migrant_stock
    where release_id = :release_id
    union
    select
        'origin' as side,
        origin_id::text as place_code
    from dw.fact_migrant_stock
    where release_id = :release_id
    union
    select
        t.side,
        t.place_code
    from total as t
    inner join ops.published_area as a on t.place_code = a.area_code
    where t.release_id = :known_release_id
)

select
    e.side,
    e.place_code,
    p.place_name
from expected as e
inner join dw.source_release as r on r.release_id = :release_id and not r.is_sample
left join place as p on e.place_code = p.place_code
left join total as t on t.release_id = :release_id and e.side = t.side and e.place_code = t.place_code
where t.place_code is null
order by e.place_code, e.side;
