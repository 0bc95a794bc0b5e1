-- what: countries that receive more than twice, or less than half, of what the World Bank records for them in the year
--   of the newest matrix
-- why: records that were revised since the matrix was made, or corridors that its model cannot estimate: the shares of
--   senders still hold, the amounts do not
-- severity: warning
-- threshold: a factor of 2, above 100 million US$; against the records of July 2025 that is 14 countries in 2021; in
--   earlier matrices, 9 (2018) to 21 (2012)
select
    year,
    iso3_code,
    country_name,
    matrix_received_usd,
    remittances_received_usd
from mart.remittance_matrix_difference
where
    year = (select max(m.year) from mart.remittance_matrix_difference as m)
    and greatest(matrix_received_usd, remittances_received_usd) > 1e8
    and not matrix_received_usd between 0.5 * remittances_received_usd and 2 * remittances_received_usd
order by abs(difference_usd) desc, iso3_code asc;
