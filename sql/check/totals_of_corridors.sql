-- what: countries whose stored totals are not the sums of their corridors
-- why: shares are computed from these totals
-- severity: error
-- table: dw.fact_migrant_stock_total
-- look at: the log: these sums are made here, so a difference is a fault of the software
with emigrants as (
    select
        origin_id as country_id,
        year,
        sum(migrants) as emigrants
    from dw.fact_migrant_stock
    where release_id = :release_id
    group by origin_id, year
),

immigrants as (
    select
        destination_id as country_id,
        year,
        sum(migrants) as immigrants
    from dw.fact_migrant_stock
    where release_id = :release_id
    group by destination_id, year
),

summed as (
    select
        country_id,
        year,
        e.emigrants,
        i.immigrants
    from emigrants as e
    full join immigrants as i using (country_id, year)
),

kept as (
    select
        country_id,
        year,
        emigrants,
        immigrants
    from dw.fact_migrant_stock_total
    where release_id = :release_id
),

compared as (
    select
        country_id,
        year,
        k.emigrants as kept_emigrants,
        s.emigrants as summed_emigrants,
        k.immigrants as kept_immigrants,
        s.immigrants as summed_immigrants
    from kept as k
    full join summed as s using (country_id, year)
),

sample as (
    select is_sample
    from dw.source_release
    where release_id = :release_id
)

select
    c.country_id,
    c.year,
    c.kept_emigrants,
    c.summed_emigrants,
    c.kept_immigrants,
    c.summed_immigrants
from compared as c
cross join sample as r
where -- a sample has the sums of one country only
    (c.kept_emigrants is distinct from c.summed_emigrants and not (r.is_sample and c.kept_emigrants is null))
    or (
        c.kept_immigrants is distinct from c.summed_immigrants
        and not (r.is_sample and c.kept_immigrants is null)
    );
