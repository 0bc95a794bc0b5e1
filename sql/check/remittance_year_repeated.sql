-- what: matrices that repeat the figures of another year
-- why: the file of one year under the title of another
-- severity: error
-- table: dw.fact_bilateral_remittance
-- threshold: half of at least 30 corridors with the same amount; in the matrices of 2010 to 2021 it is at most 1.3 %
--   (2016 and 2017)
-- look at: some large corridors in the files of both years
select
    n.year,
    o.year as repeats_year,
    count(*) as corridors,
    count(*) filter (where n.remittances_usd = o.remittances_usd) as same_amounts
from dw.fact_bilateral_remittance as n
inner join dw.fact_bilateral_remittance as o
    on n.origin_id = o.origin_id and n.destination_id = o.destination_id and n.year <> o.year
inner join dw.source_release as r
    on o.release_id = r.release_id and r.published_at is not null and r.superseded_at is null
where n.release_id = :release_id
group by n.year, o.year
having count(*) >= 30 and count(*) filter (where n.remittances_usd = o.remittances_usd) > 0.5 * count(*);
