-- what: keys that a published view holds more than once
-- why: whoever sums a view or joins to it counts such rows twice; a dimension with two rows for a code does it
-- severity: error
-- threshold: none; the keys of all views are unique
with grain as (
    select
        'corridor' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, destination_iso3_code, year) as grain_key
    from mart.corridor
    union all
    select
        'country_profile' as view_name,
        iso3_code as grain_key
    from mart.country_profile
    union all
    select
        'data_dictionary' as view_name,
        concat_ws(' ', view_name, column_name) as grain_key
    from mart.data_dictionary
    union all
    select
        'edition_change' as view_name,
        concat_ws(
            ' ', origin_iso3_code, origin_name, destination_iso3_code, year, edition_before, edition_after
        ) as grain_key
    from mart.edition_change
    union all
    select
        'emigration' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year) as grain_key
    from mart.emigration
    union all
    select
        'emigration_by_group' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year, group_code) as grain_key
    from mart.emigration_by_group
    union all
    select
        'indicator_change' as view_name,
        concat_ws(' ', iso3_code, indicator_code, year, release_id) as grain_key
    from mart.indicator_change
    union all
    select
        'remittance' as view_name,
        concat_ws(' ', iso3_code, year) as grain_key
    from mart.remittance
    union all
    select
        'source_status' as view_name,
        release_id::text as grain_key
    from mart.source_status
    union all
    select
        'top_destination' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year, rank) as grain_key
    from mart.top_destination
)

select
    view_name,
    grain_key,
    count(*) as times
from grain
group by view_name, grain_key
having count(*) > 1
order by view_name, grain_key;
