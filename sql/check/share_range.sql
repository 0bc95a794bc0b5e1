-- what: shares in the published views that lie outside 0 to 100
-- why: a part larger than its whole comes from mixing two releases, or from a total that lacks rows
-- severity: error
-- when: on demand
-- threshold: 0 to 100, and a millionth for rounding; in edition 2024 the largest are 100 (islands with a
--   single origin) and the smallest 0. Percentages that are no part of a whole are left out: emigrants as a
--   share of the population at home (272.4 in Niue), immigrants as a share of the population (see
--   immigrants_exceed_population) and remittances as a share of GDP (167.4 at most)
with share as (
    select
        'corridor' as view_name,
        origin_name || ' - ' || destination_name as place,
        year,
        least(male_pct, female_pct, pct_of_emigrants, pct_of_immigrants) as smallest,
        greatest(male_pct, female_pct, pct_of_emigrants, pct_of_immigrants) as largest
    from mart.corridor
    union all
    select
        'emigration' as view_name,
        country_name as place,
        year,
        least(male_pct, female_pct) as smallest,
        greatest(male_pct, female_pct) as largest
    from mart.emigration
    union all
    select
        'emigration_by_group' as view_name,
        country_name || ' - ' || group_code as place,
        year,
        least(male_pct, female_pct, pct_of_emigrants) as smallest,
        greatest(male_pct, female_pct, pct_of_emigrants) as largest
    from mart.emigration_by_group
    union all
    select
        'immigration' as view_name,
        country_name as place,
        year,
        least(male_pct, female_pct, unknown_origin_pct, immigrants_pct_of_population) as smallest,
        greatest(male_pct, female_pct, unknown_origin_pct) as largest
    from mart.immigration
    union all
    select
        'immigration_by_group' as view_name,
        country_name || ' - ' || group_code as place,
        year,
        least(male_pct, female_pct, pct_of_immigrants) as smallest,
        greatest(male_pct, female_pct, pct_of_immigrants) as largest
    from mart.immigration_by_group
)

select
    view_name,
    place,
    year,
    smallest,
    largest
from share
where smallest < 0 or largest > 100.000001
order by view_name, place, year;
