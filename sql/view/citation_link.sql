-- Which entry rests on which citation, and which of its fields if not the entry as a whole. Join entry_key with the
-- view of its section to go from a statement to its footnotes, or back. Source: content, current edition.
-- grain: iso3_code, section, entry_key, citation_key
create or replace view mart.citation_link as
select
    c.iso3_code,
    c.country_name,
    b.section,
    b.entry_key,
    e.title as entry_title,
    case when r.right_key is not null then 'channels' end as field,
    b.citation_key,
    k.footnote,
    b.position,
    c.edition
from dw.current_content as c
inner join dw.bridge_citation as b on c.release_id = b.release_id
inner join dw.dim_citation as k on b.release_id = k.release_id and b.citation_key = k.citation_key
left join dw.content_entry as e
    on b.release_id = e.release_id and b.section = e.section and b.entry_key = e.entry_key
left join dw.fact_political_right as r
    on
        b.release_id = r.release_id
        and b.section = 'political_rights'
        and b.entry_key = r.right_key
        and b.citation_key = any(r.channel_citation_keys);
