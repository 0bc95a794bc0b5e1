-- Public bodies that deal with the diaspora: their level, their age, their mandate and their offices. Source:
-- content, current edition. Lists are separated by "; ".
-- grain: iso3_code, institution_key
create or replace view mart.institution as
select
    c.iso3_code,
    c.country_name,
    i.institution_key,
    i.name,
    i.acronym,
    i.scope,
    o.label as scope_label,
    i.level,
    l.label as level_label,
    i.level_printed,
    dw.date_text(i.established_text) as established_text,
    extract(year from i.established_earliest)::smallint as established_year,
    i.status,
    s.label as status_label,
    i.status_note,
    i.parent_key,
    coalesce(u.acronym, u.name) as parent,
    i.mandate,
    i.work,
    i.offices,
    dw.list_text(i.office_places) as office_places,
    i.offices_operational::bigint as offices_operational,
    i.offices_planned::bigint as offices_planned,
    i.note,
    i.position,
    c.edition
from dw.current_content as c
inner join dw.dim_institution as i on c.release_id = i.release_id
left join dw.dim_vocabulary as o on o.vocabulary = 'institution_scopes' and i.scope = o.code
left join dw.dim_vocabulary as l on l.vocabulary = 'institution_levels' and i.level = l.code
left join dw.dim_vocabulary as s on s.vocabulary = 'institution_statuses' and i.status = s.code
left join dw.dim_institution as u on i.release_id = u.release_id and i.parent_key = u.institution_key;
