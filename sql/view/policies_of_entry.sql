-- The policies that an entry of curated content names, joined in printed order. Source: content, every
-- release.
-- grain: release_id, section, entry_key
create or replace view dw.policies_of_entry as
select
    b.release_id,
    b.section,
    b.entry_key,
    string_agg(p.title, '; ' order by b.position) as policies
from dw.bridge_named_policy as b
inner join dw.dim_policy as p on b.release_id = p.release_id and b.policy_key = p.policy_key
group by b.release_id, b.section, b.entry_key;
