-- The institutions in charge of a policy (action_key is empty) or involved in one of its actions, by acronym where
-- there is one. Source: content, every release.
-- grain: release_id, policy_key, action_key
create or replace view dw.institutions_of_policy as
select
    m.release_id,
    m.policy_key,
    m.action_key,
    string_agg(coalesce(i.acronym, i.name), '; ' order by i.position) as institutions
from dw.fact_mandate as m
inner join dw.dim_institution as i on m.release_id = i.release_id and m.institution_key = i.institution_key
group by m.release_id, m.policy_key, m.action_key;
