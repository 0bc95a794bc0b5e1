-- All emigrants of each origin in both editions: the current one and the one before, in the same year or in the
-- latest before it that both have.
-- grain: origin_id, year
create or replace view dw.origin_revision as
select
    b.country_id as origin_id,
    y.year,
    y.compared_year,
    y.edition_before,
    y.edition as edition_after,
    b.emigrants as emigrants_before,
    a.emigrants as emigrants_after
from dw.stock_year as y
inner join dw.former_migrant_stock_total as b on y.compared_year = b.year
left join dw.current_migrant_stock_total as a on b.country_id = a.country_id and b.year = a.year
where b.emigrants is not null;
