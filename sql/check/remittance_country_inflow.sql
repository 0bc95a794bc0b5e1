-- what: many countries that receive more than twice, or less than half, of what the World Bank records for them in the
--   year of the newest matrix
-- why: records that were revised since the matrix was made: the shares of senders still hold, the amounts do not
-- severity: warning
-- threshold: more than 25 such countries, above 100 million US$; against the records of July 2025 they are 14 in 2021,
--   from China (53 billion US$, 22 recorded) to Israel (7.7 and 1.2), and in earlier matrices 9 (2018) to 21 (2012).
--   mart.remittance_matrix_difference has them all
with different as (
    select
        year,
        iso3_code,
        country_name,
        matrix_received_usd,
        remittances_received_usd,
        difference_usd,
        count(*) over () as countries
    from mart.remittance_matrix_difference
    where
        year = (select max(m.year) from mart.remittance_matrix_difference as m)
        and greatest(matrix_received_usd, remittances_received_usd) > 1e8
        and matrix_to_record_ratio not between 0.5 and 2
)

select
    year,
    iso3_code,
    country_name,
    matrix_received_usd,
    remittances_received_usd
from different
where countries > 25
order by abs(difference_usd) desc, iso3_code asc;
