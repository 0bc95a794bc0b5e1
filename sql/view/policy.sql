-- Policies, laws, programmes and agreements that concern the diaspora. A policy counts as in force once it
-- was adopted and its start is known; without an end it still is. One that ended at an unknown time cannot be
-- placed in any year and counts in none. Source: content, current edition. Lists are separated by "; ";
-- objectives stand one a line.
-- grain: iso3_code, policy_key
create or replace view mart.policy as
with relation as (
    select
        b.release_id,
        b.policy_key,
        string_agg(
            lower(coalesce(v.label, b.relation)) || ' ' || coalesce(p.short_title, p.title),
            '; ' order by b.position
        ) as related
    from dw.bridge_related_policy as b
    inner join dw.dim_policy as p on b.release_id = p.release_id and b.related_policy_key = p.policy_key
    left join dw.dim_vocabulary as v on v.vocabulary = 'policy_relations' and b.relation = v.code
    group by b.release_id, b.policy_key
)

select
    c.iso3_code,
    c.country_name,
    p.policy_key,
    p.title,
    p.short_title,
    p.kind,
    k.label as kind_label,
    p.status,
    s.label as status_label,
    p.status_note,
    dw.date_text(p.start_text) as start_text,
    extract(year from p.start_earliest)::smallint as start_year,
    dw.date_text(p.end_text) as end_text,
    extract(year from p.end_latest)::smallint as end_year,
    case
        when p.status = 'adopted' or (p.status = 'ended' and p.end_latest is not null)
            then extract(year from p.start_earliest)::smallint
    end as in_force_from_year,
    case
        when p.status in ('adopted', 'ended') and p.start_earliest is not null
            then extract(year from p.end_latest)::smallint
    end as in_force_to_year,
    p.description,
    p.diaspora_role,
    nullif(array_to_string(p.objectives, e'\n'), '') as objectives,
    p.approved_by_key,
    a.title as approved_by_title,
    a.number as approved_by_number,
    dw.date_text(a.date_text) as approved_by_date_text,
    a.issued_by as approved_by_issuer,
    p.parent_key,
    u.title as parent,
    l.related,
    n.countries as partners,
    n.country_iso3_codes as partner_iso3_codes,
    i.institutions,
    dw.list_text(p.supported_by) as supported_by,
    p.note,
    p.position,
    c.edition
from dw.current_content as c
inner join dw.dim_policy as p on c.release_id = p.release_id
left join dw.dim_vocabulary as k on k.vocabulary = 'policy_kinds' and p.kind = k.code
left join dw.dim_vocabulary as s on s.vocabulary = 'policy_statuses' and p.status = s.code
left join dw.dim_citation as a on p.release_id = a.release_id and p.approved_by_key = a.citation_key
left join dw.dim_policy as u on p.release_id = u.release_id and p.parent_key = u.policy_key
left join relation as l on p.release_id = l.release_id and p.policy_key = l.policy_key
left join dw.countries_of_entry as n
    on p.release_id = n.release_id and n.section = 'policies' and p.policy_key = n.entry_key
left join dw.institutions_of_policy as i
    on p.release_id = i.release_id and p.policy_key = i.policy_key and i.action_key = '';
