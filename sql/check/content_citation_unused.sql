-- what: footnotes that no statement rests on
-- why: an entry that lost its citation, or was left out
-- severity: warning
-- table: dw.dim_content_edition
-- threshold: none; the bundled content has none
select
    c.footnote,
    c.citation_key
from dw.dim_citation as c
left join dw.bridge_citation as b on c.release_id = b.release_id and c.citation_key = b.citation_key
left join dw.dim_citation as o on c.release_id = o.release_id and c.citation_key = o.same_work_as
where c.release_id = :release_id and b.citation_key is null and o.citation_key is null;
