-- What a country receives in all according to the matrix of bilateral remittances of a year, beside the remittances
-- that the World Bank records for it in that year. The matrix shares out the records of its time; since then they have
-- been revised, and corridors that the model cannot estimate are missing. Only countries and years that both have.
-- Source: World Bank (KNOMAD), bilateral remittance estimates; World Bank, World Development Indicators, current
-- release.
-- grain: iso3_code, year
create or replace view mart.remittance_matrix_difference as
with matrix as ( -- by the origin's code, too: a filter on it then reaches the index of the fact
    select
        c.country_id,
        c.iso3_code,
        p.year,
        p.edition,
        count(*) as corridors,
        sum(p.remittances_usd) as matrix_received_usd
    from dw.published_remittance as p
    inner join dw.dim_country as c on p.origin_id = c.country_id
    group by c.country_id, c.iso3_code, p.year, p.edition
)

select
    m.iso3_code,
    i.country_name,
    m.year,
    y.year_date,
    m.corridors,
    m.matrix_received_usd,
    i.value as remittances_received_usd,
    m.matrix_received_usd - i.value as difference_usd,
    m.matrix_received_usd / nullif(i.value, 0) as matrix_to_record_ratio,
    m.edition
from matrix as m
inner join dw.dim_year as y on m.year = y.year
inner join dw.current_indicator as i
    on m.country_id = i.country_id and m.year = i.year and i.indicator_code = 'BX.TRF.PWKR.CD.DT'
where not i.is_placeholder_zero;
