-- The migrant stock of the edition before the current one.
-- grain: origin_id, destination_id, year
create or replace view dw.former_migrant_stock as
select
    origin_id,
    destination_id,
    year,
    migrants
from dw.fact_migrant_stock
where
    release_id = (
        select e.former_release_id
        from dw.stock_edition as e
        where e.is_current
    );
