-- Groups of countries: organisations, development groups, regions and income groups. A fixed group has the same members
-- in every year. Source: M49, the World Bank, and the organisations.
-- grain: group_code
create or replace view mart.country_group as
with today as (
    select
        group_id,
        count(*) as members
    from dw.bridge_country_group
    where valid_from <= current_date and (valid_to >= current_date or valid_to is null)
    group by group_id
)

select
    g.group_code,
    g.group_name,
    g.group_type,
    g.description as group_description,
    coalesce(t.members, 0) as members_today
from dw.dim_country_group as g
left join today as t on g.group_id = t.group_id;
