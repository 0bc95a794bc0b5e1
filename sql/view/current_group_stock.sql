-- Migrants of each origin in each group of destinations in the current edition, and in both editions in the year
-- in which they are compared.
-- grain: origin_id, group_id, year
create or replace view dw.current_group_stock as
with by_edition as (
    select
        origin_id,
        destination_id,
        year,
        migrants,
        male_migrants,
        female_migrants,
        null::bigint as migrants_before
    from dw.current_migrant_stock
    union all
    select
        origin_id,
        destination_id,
        year,
        null as migrants,
        null as male_migrants,
        null as female_migrants,
        migrants as migrants_before
    from dw.former_migrant_stock
),

grouped as ( -- by the origin's code too: a filter on it then reaches the key of the fact
    select
        s.origin_id,
        o.iso3_code,
        o.country_name,
        g.group_id,
        s.year,
        sum(s.migrants)::bigint as migrants,
        sum(s.male_migrants)::bigint as male_migrants,
        sum(s.female_migrants)::bigint as female_migrants,
        sum(s.migrants_before)::bigint as migrants_before
    from by_edition as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.group_member as g on s.destination_id = g.country_id and s.year = g.year
    group by s.origin_id, o.iso3_code, o.country_name, g.group_id, s.year
),

compared as (
    select
        s.*,
        y.compared_year,
        y.edition_before,
        y.edition_after,
        -- Of the years that are compared in the same year, only that one is in the edition before.
        max(s.migrants_before) over same_comparison as compared_before,
        max(s.migrants) filter (where s.year = y.compared_year) over same_comparison as compared_after
    from grouped as s
    left join dw.compared_year as y on s.year = y.year
    window same_comparison as (partition by s.iso3_code, s.group_id, y.compared_year)
)

select
    origin_id,
    iso3_code,
    country_name,
    group_id,
    year,
    migrants,
    male_migrants,
    female_migrants,
    compared_year,
    edition_before,
    edition_after,
    compared_before as migrants_before,
    compared_after as migrants_after
from compared
where migrants is not null;
