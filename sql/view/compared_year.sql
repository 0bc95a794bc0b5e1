-- The years of the current edition, each with the year in which it is compared with the edition before: the same
-- year where both have it, otherwise the latest before it that both have. So 2024 is compared in 2020.
-- grain: year
create or replace view dw.compared_year as
with covered as (
    select
        c.year,
        c.year in (select f.year from dw.former_migrant_stock_total as f) as by_both
    from dw.current_migrant_stock_total as c
    group by c.year
)

select
    c.year,
    max(b.year) as compared_year,
    e.former_edition as edition_before,
    e.edition as edition_after
from covered as c
inner join covered as b on c.year >= b.year and b.by_both
inner join dw.stock_edition as e on e.is_current
group by c.year, e.former_edition, e.edition;
