-- Which institution is in charge of which policy (action_key is empty) or involved in which of its actions.
-- Source: content, current edition.
-- grain: iso3_code, institution_key, policy_key, action_key
create or replace view mart.mandate as
select
    c.iso3_code,
    c.country_name,
    m.institution_key,
    i.name as institution_name,
    i.level,
    m.policy_key,
    p.title as policy_title,
    nullif(m.action_key, '') as action_key,
    a.text as action_text,
    c.edition
from dw.current_content as c
inner join dw.fact_mandate as m on c.release_id = m.release_id
inner join dw.dim_institution as i on m.release_id = i.release_id and m.institution_key = i.institution_key
inner join dw.dim_policy as p on m.release_id = p.release_id and m.policy_key = p.policy_key
left join dw.dim_policy_action as a on m.release_id = a.release_id and m.action_key = a.action_key;
