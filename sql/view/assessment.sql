-- Trends, priorities, achievements and obstacles that mappings report. An example has the finding it
-- illustrates as its parent. Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code, assessment_key
create or replace view mart.assessment as
select
    c.iso3_code,
    c.country_name,
    a.assessment_key,
    a.kind,
    k.label as kind_label,
    a.heading,
    a.text,
    a.parent_key,
    n.countries,
    dw.list_text(a.areas) as areas,
    i.institutions,
    p.policies,
    a.note,
    a.position,
    c.edition
from dw.current_content as c
inner join dw.dim_assessment as a on c.release_id = a.release_id
left join dw.dim_vocabulary as k on k.vocabulary = 'assessment_kinds' and a.kind = k.code
left join dw.countries_of_entry as n
    on a.release_id = n.release_id and n.section = 'assessments' and a.assessment_key = n.entry_key
left join dw.institutions_of_entry as i
    on a.release_id = i.release_id and i.section = 'assessments' and a.assessment_key = i.entry_key
left join dw.policies_of_entry as p
    on a.release_id = p.release_id and p.section = 'assessments' and a.assessment_key = p.entry_key;
