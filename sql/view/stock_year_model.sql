-- The years of the current edition of the migrant stock, each with its mid-year: the migrants of the world, the share of
-- them whose origin is unknown, and the year in which the edition is compared with the one before, which is the same
-- year where both have it, otherwise the latest before it that both have. So 2024 is compared in 2020. The world's
-- figures are empty in a sample, which holds one country only. The table dw.stock_year holds these rows. Source:
-- UN DESA.
-- grain: year
create or replace view dw.stock_year_model as
with world as (
    select
        t.year,
        t.edition,
        (sum(t.immigrants) filter (where not t.is_sample))::bigint as migrants,
        dw.percentage(
            sum(t.emigrants) filter (where c.entity_type = 'unknown'), sum(t.immigrants)
        ) as unknown_origin_pct
    from dw.current_migrant_stock_total as t
    inner join dw.dim_country as c on t.country_id = c.country_id
    group by t.year, t.edition
),

by_both as (
    select
        f.year,
        e.former_edition as edition_before
    from dw.stock_edition as e
    inner join dw.former_migrant_stock_total as f on e.is_current
    inner join world as w on f.year = w.year
    group by f.year, e.former_edition
)

select
    w.year,
    w.migrants,
    w.unknown_origin_pct,
    max(b.year) as compared_year,
    max(b.edition_before) as edition_before,
    w.edition,
    y.mid_year_date
from world as w
inner join dw.dim_year as y on w.year = y.year
left join by_both as b on w.year >= b.year
group by w.year, w.migrants, w.unknown_origin_pct, w.edition, y.mid_year_date;
