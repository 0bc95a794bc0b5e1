-- Immigrants of each destination by groups of origins in the current edition. The table dw.group_immigrants holds these
-- rows. Source: UN DESA.
-- grain: country_id, group_id, year
create or replace view dw.group_immigrants_model as
select
    s.destination_id as country_id,
    m.group_id,
    s.year,
    sum(s.migrants)::bigint as immigrants,
    sum(s.male_migrants)::bigint as male_immigrants,
    sum(s.female_migrants)::bigint as female_immigrants
from dw.current_migrant_stock as s
inner join dw.group_member as m on s.origin_id = m.country_id and s.year = m.year
group by s.destination_id, m.group_id, s.year;
