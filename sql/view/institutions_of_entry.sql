-- The institutions that an entry of curated content names, by acronym where there is one, joined in printed order.
-- Source: content, every release.
-- grain: release_id, section, entry_key
create or replace view dw.institutions_of_entry as
select
    b.release_id,
    b.section,
    b.entry_key,
    string_agg(coalesce(i.acronym, i.name), '; ' order by b.position) as institutions
from dw.bridge_named_institution as b
inner join dw.dim_institution as i on b.release_id = i.release_id and b.institution_key = i.institution_key
group by b.release_id, b.section, b.entry_key;
