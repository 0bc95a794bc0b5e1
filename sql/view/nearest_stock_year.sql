-- For every year, the nearest year of the migrant stock, the earlier of two that are as near. Source: UN DESA, current
-- edition.
-- grain: year
create or replace view dw.nearest_stock_year as
select distinct on (y.year)
    y.year,
    w.year as stock_year
from dw.dim_year as y
cross join dw.stock_year as w
order by y.year asc, abs(y.year - w.year) asc, w.year asc;
