-- what: years whose estimated remittances by corridor are far from the published matrix
-- why: both come from the same model, so a large distance means a fault in the model or in what it reads
-- severity: warning
-- when: on demand
-- threshold: a rank correlation of 0.9 and 65 % of the money within a factor of two, with at least 1,000 corridors; in
--   the ten published years, with the editions of 2024 and July 2025, the lowest were 0.907 (2018) and 67.9 % (2011),
--   the highest 0.968 and 80.0 % (both 2021)
select
    year,
    compared_corridors,
    rank_correlation,
    within_factor_two_pct
from mart.remittance_fit
where compared_corridors >= 1000 and (rank_correlation < 0.9 or within_factor_two_pct < 65)
order by year;
