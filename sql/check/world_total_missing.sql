-- what: years of the migrant stock without a published world total
-- why: without it nothing checks the sums of that year
-- severity: error
-- table: dw.fact_migrant_stock
-- look at: the World's row in the workbook
select distinct s.year
from dw.fact_migrant_stock as s
left join ops.published_total as t
    on
        s.release_id = t.release_id and s.year = t.year
        and t.series = 'migrant_stock' and t.destination_code = '900' and t.origin_code = '900'
inner join dw.source_release as r on s.release_id = r.release_id
where s.release_id = :release_id and t.value is null and not r.is_sample;
