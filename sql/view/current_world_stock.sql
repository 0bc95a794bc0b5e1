-- Migrants of the world in each year of the current edition, and how many of them are of unknown origin. Empty in a
-- sample, which holds one country only.
-- grain: year
create or replace view dw.current_world_stock as
select
    year,
    migrants,
    unknown_origin_pct
from dw.stock_year;
