-- what: indicator values whose country, indicator or year the views do not know
-- why: the views join the dimensions: rows without one are missing from them. No indicator is of an unknown origin
-- severity: error
-- table: dw.fact_indicator
-- threshold: none; all 65,490 figures of the release of July 2025 have a country
-- look at: the codes of these records in the snapshot
select
    f.country_id,
    f.indicator_code,
    f.year
from dw.fact_indicator as f
left join dw.dim_country as c on f.country_id = c.country_id
left join dw.dim_indicator as i on f.indicator_code = i.indicator_code
left join dw.dim_year as y on f.year = y.year
where
    f.release_id = :release_id
    and (c.country_id is null or c.entity_type = 'unknown' or i.indicator_code is null or y.year is null)
order by f.country_id, f.indicator_code, f.year;
