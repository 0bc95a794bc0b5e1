-- The indicators of the current World Bank release. Years without a figure have no row. A placeholder zero is a 0
-- that the World Bank publishes in a series where 0 means that there is no figure.
-- grain: iso3_code, indicator_code, year
create or replace view dw.current_indicator as
select
    c.iso3_code,
    c.country_name,
    i.indicator_code,
    i.year,
    i.value,
    r.edition,
    i.value = 0 and d.zero_means_no_data as is_placeholder_zero,
    i.country_id
from dw.fact_indicator as i
inner join dw.dim_country as c on i.country_id = c.country_id
inner join dw.dim_indicator as d on i.indicator_code = d.indicator_code
inner join dw.source_release as r on i.release_id = r.release_id
where
    i.release_id = (
        select p.release_id
        from dw.source_release as p
        where p.source_code = 'worldbank' and p.subject = '' and p.is_current
    );
