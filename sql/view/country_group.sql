-- Groups of countries: organisations, development groups, regions and income groups. A fixed group has the same members
-- in every year. Source: M49, the World Bank, and the organisations.
-- grain: group_code
create or replace view mart.country_group as
with today as (
    select
        group_code,
        count(*) as members
    from mart.country_group_member
    where is_member_today
    group by group_code
)

select
    g.group_code,
    g.group_name,
    g.group_type,
    g.description as group_description,
    coalesce(t.members, 0) as members_today
from dw.dim_country_group as g
left join today as t on g.group_code = t.group_code;
