-- Members of each group on 1 July of each year, and of the world, which has the code WORLD and no type.
-- grain: group_code, country_id, year
create or replace view dw.group_or_world_member as
select
    g.group_code,
    g.group_name,
    g.group_type,
    m.country_id,
    m.year
from dw.group_member as m
inner join dw.dim_country_group as g on m.group_id = g.group_id
union all
select
    'WORLD' as group_code,
    'World' as group_name,
    null as group_type, -- noqa: RF04
    c.country_id,
    y.year
from dw.dim_country as c
cross join dw.dim_year as y
where c.entity_type <> 'unknown';
