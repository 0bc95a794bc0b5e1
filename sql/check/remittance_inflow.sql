-- what: matrices in which the typical country receives far more or less than the World Bank records for it in that year
-- why: the matrix shares out these records: figures that moved to other countries, or another unit, no longer fit them
-- severity: error
-- table: dw.fact_bilateral_remittance
-- threshold: a factor of 1.5, in the median of at least 30 countries; against the records of July 2025 it is 1.02 (2021)
--   to 1.23 (2012). With rows and columns exchanged it is above 4
-- look at: what some large countries receive, in the matrix and in mart.remittance
with matrix as (
    select
        f.origin_id,
        f.year,
        sum(f.remittances_usd) as received_usd
    from dw.fact_bilateral_remittance as f
    inner join dw.source_release as r on f.release_id = r.release_id and not r.is_sample
    where f.release_id = :release_id
    group by f.origin_id, f.year
),

compared as (
    select
        m.year,
        abs(ln(m.received_usd / i.value)) as difference
    from matrix as m
    inner join dw.fact_indicator as i
        on m.origin_id = i.country_id and m.year = i.year and i.indicator_code = 'BX.TRF.PWKR.CD.DT'
    inner join dw.source_release as r on i.release_id = r.release_id and r.is_current
    where i.value > 0
)

select
    year,
    count(*) as countries,
    exp(percentile_cont(0.5) within group (order by difference)) as typical_factor
from compared
group by year
having count(*) >= 30 and percentile_cont(0.5) within group (order by difference) > ln(1.5);
