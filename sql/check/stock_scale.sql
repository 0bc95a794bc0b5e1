-- what: years in which the typical corridor differs by more than a tenth from the earlier release
-- why: figures in another unit, multiplied or blank. A real revision changes some corridors much, but few of them
-- severity: error
-- table: dw.fact_migrant_stock
-- threshold: a tenth, in the median of at least 30 corridors of 100 migrants or more; from edition 2020 to 2024 the
--   median is 1.000 in every year, for both sexes together as for men and women
-- look at: the title of the table, which may say thousands, and some large corridors beside the release in use
with corridor as (
    select
        b.year,
        n.migrants::double precision / b.migrants as both_sexes,
        n.male_migrants::double precision / nullif(b.male_migrants, 0) as men,
        n.female_migrants::double precision / nullif(b.female_migrants, 0) as women
    from dw.fact_migrant_stock as b
    inner join dw.fact_migrant_stock as n
        on b.origin_id = n.origin_id and b.destination_id = n.destination_id and b.year = n.year
    where b.release_id = :known_release_id and n.release_id = :release_id and b.migrants >= 100
),

typical as (
    select
        year,
        count(*) as corridors,
        percentile_cont(0.5) within group (order by both_sexes) as both_sexes,
        percentile_cont(0.5) within group (order by men) as men,
        percentile_cont(0.5) within group (order by women) as women
    from corridor
    group by year
)

select
    year,
    corridors,
    round(both_sexes::numeric, 3) as ratio,
    round(men::numeric, 3) as ratio_of_men,
    round(women::numeric, 3) as ratio_of_women
from typical
where
    corridors >= 30
    and (least(both_sexes, men, women) < 0.9 or greatest(both_sexes, men, women) > 1.1)
order by year;
