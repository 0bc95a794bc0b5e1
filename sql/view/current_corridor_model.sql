-- The migrant stock of the current edition, with the figures of both editions in the year in which they are compared,
-- and with the place of each end among those of the other, the largest number first. Equal numbers are ranked by name.
-- Corridors without migrants, or whose whole is not known, have no rank; unknown origins have none among origins.
-- The table dw.current_corridor holds these rows. Source: UN DESA.
-- grain: origin_id, destination_id, year
create or replace view dw.current_corridor_model as
with figure as (
    select
        s.origin_id,
        s.destination_id,
        s.year,
        s.migrants,
        s.male_migrants,
        s.female_migrants,
        s.data_type,
        r.compared_year,
        o.country_name as origin_name,
        d.country_name as destination_name,
        s.migrants > 0 and e.emigrants > 0 as has_destination_rank,
        s.migrants > 0 and i.immigrants > 0 and o.entity_type <> 'unknown' as has_origin_rank
    from dw.current_migrant_stock as s
    inner join dw.dim_country as o on s.origin_id = o.country_id
    inner join dw.dim_country as d on s.destination_id = d.country_id
    left join dw.current_migrant_stock_total as e on s.origin_id = e.country_id and s.year = e.year
    left join dw.current_migrant_stock_total as i on s.destination_id = i.country_id and s.year = i.year
    left join dw.origin_revision as r on s.origin_id = r.origin_id and s.year = r.year
    where d.entity_type <> 'unknown'
)

select
    f.origin_id,
    f.destination_id,
    f.year,
    f.migrants,
    f.male_migrants,
    f.female_migrants,
    f.data_type,
    b.migrants as migrants_before,
    a.migrants as migrants_after,
    case
        when f.has_destination_rank
            then row_number() over (
                partition by f.origin_id, f.year, f.has_destination_rank
                order by f.migrants desc, f.destination_name asc
            )
    end::integer as destination_rank,
    case
        when f.has_origin_rank
            then row_number() over (
                partition by f.destination_id, f.year, f.has_origin_rank
                order by f.migrants desc, f.origin_name asc
            )
    end::integer as origin_rank
from figure as f
left join dw.former_migrant_stock as b
    on f.origin_id = b.origin_id and f.destination_id = b.destination_id and f.compared_year = b.year
left join dw.current_migrant_stock as a
    on f.origin_id = a.origin_id and f.destination_id = a.destination_id and f.compared_year = a.year;
