-- Migrants of unknown origin in each destination, in the current edition.
-- grain: destination_id, year
create or replace view dw.current_unknown_origin as
select
    destination_id,
    year,
    migrants
from dw.current_corridor
where
    origin_id = (
        select c.country_id
        from dw.dim_country as c
        where c.entity_type = 'unknown'
    );
