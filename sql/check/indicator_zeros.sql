-- what: years in which more than a third of an indicator's figures are 0
-- why: zeros in place of figures that are missing
-- severity: error
-- table: dw.fact_indicator
-- threshold: a third; at most 33 of 200 so far (remittances received in 2005, as placeholders), 14 of 217 where 0 is a
--   figure (net migration in 2020)
-- look at: whether the publisher's page shows zeros, too
select
    indicator_code,
    year,
    count(*) as figures,
    count(*) filter (where value = 0) as zeros
from dw.fact_indicator
where release_id = :release_id
group by indicator_code, year
having count(*) >= 30 and 3 * count(*) filter (where value = 0) > count(*)
order by indicator_code, year;
