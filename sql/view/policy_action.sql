-- Actions that policies provide for. Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code, action_key
create or replace view mart.policy_action as
select
    c.iso3_code,
    c.country_name,
    a.policy_key,
    p.title as policy_title,
    a.action_key,
    a.section,
    a.text,
    dw.list_text(a.names) as names, -- noqa: RF04
    i.institutions,
    n.policies,
    a.position,
    c.edition
from dw.current_content as c
inner join dw.dim_policy_action as a on c.release_id = a.release_id
inner join dw.dim_policy as p on a.release_id = p.release_id and a.policy_key = p.policy_key
left join dw.institutions_of_policy as i
    on a.release_id = i.release_id and a.policy_key = i.policy_key and a.action_key = i.action_key
left join dw.policies_of_entry as n
    on a.release_id = n.release_id and n.section = 'policy_actions' and a.action_key = n.entry_key;
