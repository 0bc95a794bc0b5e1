-- Political rights of citizens abroad: whether each is granted, since when, on what conditions and how it is
-- exercised. Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code, right_key
create or replace view mart.political_right as
select
    c.iso3_code,
    c.country_name,
    f.right_key,
    f.right_kind,
    r.right_name,
    f.status,
    s.label as status_label,
    f.conditions,
    dw.date_text(f.since_text) as since_text,
    extract(year from f.since_earliest)::smallint as since_year,
    n.countries as partners,
    n.country_iso3_codes as partner_iso3_codes,
    h.channels,
    h.channel_codes,
    f.arrangements,
    p.policies,
    f.note,
    f.position,
    c.edition
from dw.current_content as c
inner join dw.fact_political_right as f on c.release_id = f.release_id
inner join dw.dim_right as r on f.right_kind = r.right_kind
left join dw.dim_vocabulary as s on s.vocabulary = 'right_statuses' and f.status = s.code
left join dw.channels_of_right as h on f.release_id = h.release_id and f.right_key = h.right_key
left join dw.countries_of_entry as n
    on f.release_id = n.release_id and n.section = 'political_rights' and f.right_key = n.entry_key
left join dw.policies_of_entry as p
    on f.release_id = p.release_id and p.section = 'political_rights' and f.right_key = p.entry_key;
