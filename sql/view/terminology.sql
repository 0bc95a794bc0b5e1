-- The words that law and usage have for the diaspora, with their definitions and the law that gives them.
-- Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code, term_key
create or replace view mart.terminology as
select
    c.iso3_code,
    c.country_name,
    t.term_key,
    t.term,
    t.kind,
    k.label as kind_label,
    t.definition,
    t.original,
    t.original_language,
    dw.date_text(t.since_text) as since_text,
    extract(year from t.since_earliest)::smallint as since_year,
    t.defined_by_key as law_key,
    p.title as law,
    (
        select string_agg(o.term, '; ' order by o.position)
        from dw.dim_term as o
        where o.release_id = t.release_id and o.term_key = any(t.refers_to_keys)
    ) as refers_to,
    t.note,
    t.position,
    c.edition
from dw.current_content as c
inner join dw.dim_term as t on c.release_id = t.release_id
left join dw.dim_vocabulary as k on k.vocabulary = 'term_kinds' and t.kind = k.code
left join dw.dim_policy as p on t.release_id = p.release_id and t.defined_by_key = p.policy_key;
