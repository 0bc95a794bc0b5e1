-- what: countries and areas whose immigrants differ between UN DESA's workbooks with and without origins
-- why: immigration rests on one of them, and origins of immigrants on the other
-- severity: warning
-- threshold: exact; in edition 2024 every country and area agrees, men and women included. Not compared: what only one
--   of them prints, and areas without a list of members, as the two may not count the same (small island developing
--   States)
with edition as (
    select
        d.edition,
        d.release_id as by_destination,
        o.release_id as by_origin
    from dw.source_release as d
    inner join dw.source_release as o on d.edition = o.edition and o.source_code = 'undesa' and o.is_current
    where d.source_code = 'undesa_destination' and d.is_current
),

area_name as ( -- of those with a list of members
    select
        place_code as area_code,
        min(place_name) as place_name
    from ops.known_name
    where place_code in (select a.area_code from ops.published_area as a)
    group by place_code
),

compared as (
    select
        e.edition,
        c.country_name as place,
        i.year,
        i.immigrants as by_destination,
        t.immigrants as by_origin,
        (
            i.male_immigrants is distinct from t.male_immigrants
            or i.female_immigrants is distinct from t.female_immigrants
        ) as sexes_differ
    from edition as e
    inner join dw.fact_immigrant_stock as i on e.by_destination = i.release_id
    inner join dw.fact_migrant_stock_total as t
        on e.by_origin = t.release_id and i.country_id = t.country_id and i.year = t.year
    inner join dw.dim_country as c on i.country_id = c.country_id
    where t.immigrants is not null
    union all
    select
        e.edition,
        n.place_name as place,
        d.year,
        d.value as by_destination,
        o.value as by_origin,
        (
            d.male_value is distinct from o.male_value
            or d.female_value is distinct from o.female_value
        ) as sexes_differ
    from edition as e
    inner join ops.published_total as d
        on e.by_destination = d.release_id and d.series = 'immigrant_stock'
    inner join ops.published_total as o
        on
            e.by_origin = o.release_id and o.series = 'migrant_stock' and o.origin_code = '900'
            and d.destination_code = o.destination_code and d.year = o.year
    inner join area_name as n on d.destination_code = n.area_code
)

select
    edition,
    place,
    count(*) as years,
    (array_agg(by_destination order by year desc))[1] as by_destination,
    (array_agg(by_origin order by year desc))[1] as by_origin
from compared
where by_destination <> by_origin or sexes_differ
group by edition, place
order by edition, place;
