-- Emigrants and immigrants of each country in the edition before the current one.
-- grain: country_id, year
create or replace view dw.former_migrant_stock_total as
select
    country_id,
    year,
    emigrants,
    immigrants
from dw.fact_migrant_stock_total
where
    release_id = (
        select e.former_release_id
        from dw.stock_edition as e
        where e.is_current
    );
