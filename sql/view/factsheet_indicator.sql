-- The latest figure of each indicator that factsheets list, in the order of `factsheet_rank`.
-- Source: World Bank, current release.
-- grain: iso3_code, indicator_code
create or replace view mart.factsheet_indicator as
select
    c.iso3_code,
    c.country_name,
    i.indicator_code,
    i.indicator_name,
    i.factsheet_label,
    i.factsheet_rank,
    i.unit,
    l.year,
    l.value,
    l.edition
from dw.latest_figure as l
inner join dw.dim_country as c on l.country_id = c.country_id
inner join dw.dim_indicator as i on l.indicator_code = i.indicator_code
where i.factsheet_rank is not null;
