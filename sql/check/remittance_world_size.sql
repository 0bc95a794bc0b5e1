-- what: matrices whose remittances of the world are below 250 or above 2,000 billion US$
-- why: figures in another unit: the publisher's files give millions, whatever their column of units says
-- severity: error
-- table: dw.fact_bilateral_remittance
-- threshold: 250 and 2,000 billion US$, for at least 30 receiving countries; 447 in 2010, 781 in 2021
-- look at: the title of the matrix, which names the unit, and the total of the world
select
    f.year,
    count(distinct f.origin_id) as receiving_countries,
    sum(f.remittances_usd) / 1e9 as billion_usd
from dw.fact_bilateral_remittance as f
inner join dw.source_release as r on f.release_id = r.release_id and not r.is_sample
where f.release_id = :release_id
group by f.year
having count(distinct f.origin_id) >= 30 and sum(f.remittances_usd) not between 2.5e11 and 2e12;
