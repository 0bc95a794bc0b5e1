-- Public bodies that deal with the diaspora: their level, their age, their mandate and their offices; and posts in the
-- cabinet whose titles name the diaspora. Sources: curated content, current edition; the CIA's list of cabinet members
-- of June 2019. A country without a row may have such a body or post all the same. Lists are separated by "; ".
-- grain: iso3_code, institution_key
create or replace view mart.institution as
with united as (
    select
        c.iso3_code,
        c.country_name,
        i.institution_key,
        i.name,
        i.acronym,
        i.scope,
        i.level,
        i.level_printed,
        dw.date_text(i.established_text) as established_text,
        extract(year from i.established_earliest)::smallint as established_year,
        i.status,
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
        c.edition,
        'content' as source, -- noqa: RF04
        dw.date_text(coalesce(e.updated_text, e.first_issued_text)) as as_of_text
    from dw.current_content as c
    inner join dw.dim_content_edition as e on c.release_id = e.release_id
    inner join dw.dim_institution as i on c.release_id = i.release_id
    left join dw.dim_institution as u on i.release_id = u.release_id and i.parent_key = u.institution_key
    union all
    select
        c.iso3_code,
        c.country_name,
        'cabinet-post-' || p.post_number as institution_key,
        p.title as name, -- noqa: RF04
        null::text as acronym,
        'national' as scope,
        'ministerial' as level, -- noqa: RF04
        null::text as level_printed,
        null::text as established_text,
        null::smallint as established_year,
        null::text as status,
        null::text as status_note,
        null::text as parent_key,
        null::text as parent,
        null::text as mandate,
        null::text as work, -- noqa: RF04
        null::text as offices,
        null::text as office_places,
        null::bigint as offices_operational,
        null::bigint as offices_planned,
        null::text as note,
        (1000 + p.post_number)::smallint as position, -- noqa: RF04
        r.edition,
        r.source_code as source, -- noqa: RF04
        p.as_of_text
    from dw.source_release as r
    inner join dw.fact_cabinet_post as p on r.release_id = p.release_id
    inner join dw.dim_country as c on p.country_id = c.country_id
    where r.source_code = 'register' and r.is_current
)

select
    u.iso3_code,
    u.country_name,
    u.institution_key,
    u.name,
    u.acronym,
    u.scope,
    o.label as scope_label,
    u.level,
    l.label as level_label,
    u.level_printed,
    u.established_text,
    u.established_year,
    u.status,
    s.label as status_label,
    u.status_note,
    u.parent_key,
    u.parent,
    u.mandate,
    u.work,
    u.offices,
    u.office_places,
    u.offices_operational,
    u.offices_planned,
    u.note,
    u.position,
    u.edition,
    u.source,
    u.as_of_text
from united as u
left join dw.dim_vocabulary as o on o.vocabulary = 'institution_scopes' and u.scope = o.code
left join dw.dim_vocabulary as l on l.vocabulary = 'institution_levels' and u.level = l.code
left join dw.dim_vocabulary as s on s.vocabulary = 'institution_statuses' and u.status = s.code;
