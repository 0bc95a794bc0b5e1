-- Memberships of countries in groups, with the first and the last day. A country that left and came back has a row for
-- each time. Source: M49, the World Bank, and the organisations.
-- grain: group_code, iso3_code, valid_from
create or replace view mart.country_group_member as
select
    g.group_code,
    g.group_name,
    c.iso3_code,
    c.country_name,
    b.valid_from,
    b.valid_to,
    b.valid_from <= current_date and (b.valid_to >= current_date or b.valid_to is null) as is_member_today
from dw.bridge_country_group as b
inner join dw.dim_country_group as g on b.group_id = g.group_id
inner join dw.dim_country as c on b.country_id = c.country_id;
