-- The laws, decrees, books and web pages that statements rest on: the footnotes of a mapping. Source:
-- content, current edition. Lists are separated by "; "; addresses stand one a line.
-- grain: iso3_code, citation_key
create or replace view mart.citation as
select
    c.iso3_code,
    c.country_name,
    k.citation_key,
    k.footnote,
    k.kind,
    v.label as kind_label,
    k.title,
    dw.list_text(k.authors) as authors,
    k.issued_by,
    dw.list_text(k.signatories) as signatories,
    k.number,
    dw.date_text(k.date_text) as date_text,
    extract(year from k.date_earliest)::smallint as first_year,
    dw.list_text(k.articles) as articles,
    k.pages,
    nullif(array_to_string(k.urls, e'\n'), '') as urls,
    dw.date_text(k.accessed_text) as accessed_text,
    s.footnote as same_work_as_footnote,
    k.summary,
    k.position,
    c.edition
from dw.current_content as c
inner join dw.dim_citation as k on c.release_id = k.release_id
left join dw.dim_vocabulary as v on v.vocabulary = 'citation_kinds' and k.kind = v.code
left join dw.dim_citation as s on k.release_id = s.release_id and k.same_work_as = s.citation_key;
