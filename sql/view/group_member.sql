-- Members of each group on 1 July of each year, the date that migrant stocks refer to.
-- grain: group_id, country_id, year
create or replace view dw.group_member as
select
    b.group_id,
    b.country_id,
    y.year
from dw.bridge_country_group as b
inner join dw.dim_year as y
    on b.valid_from <= y.mid_year_date and (b.valid_to >= y.mid_year_date or b.valid_to is null);
