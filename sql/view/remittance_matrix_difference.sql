-- What a country receives in all according to the matrix of bilateral remittances of a year, beside the remittances
-- that the World Bank records for it in that year. The matrix shares out the records of its time; since then they have
-- been revised, and corridors that the model cannot estimate are missing. Only countries and years that both have.
-- Source: World Bank (KNOMAD), bilateral remittance estimates; World Bank, World Development Indicators, current
-- release.
-- grain: iso3_code, year
create or replace view mart.remittance_matrix_difference as
with matrix as (
    select
        origin_id,
        year,
        edition,
        count(*) as corridors,
        sum(remittances_usd) as matrix_received_usd
    from dw.published_remittance
    group by origin_id, year, edition
)

select
    c.iso3_code,
    c.country_name,
    m.year,
    y.year_date,
    m.corridors,
    m.matrix_received_usd,
    i.value as remittances_received_usd,
    m.matrix_received_usd - i.value as difference_usd,
    m.matrix_received_usd / nullif(i.value, 0) as matrix_to_record_ratio,
    m.edition
from matrix as m
inner join dw.dim_country as c on m.origin_id = c.country_id
inner join dw.dim_year as y on m.year = y.year
inner join dw.current_indicator as i
    on c.iso3_code = i.iso3_code and m.year = i.year and i.indicator_code = 'BX.TRF.PWKR.CD.DT'
where not i.is_placeholder_zero;
