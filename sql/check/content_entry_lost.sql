-- what: entries that the edition had when it was loaded before and has no longer
-- why: a key that changed breaks comparisons of editions; an entry may have been cut by mistake
-- severity: warning
-- table: dw.dim_content_edition
-- threshold: none; an edition that is loaded again is mended, not cut
select
    b.section,
    b.entry_key,
    b.title
from dw.content_entry as b
left join dw.content_entry as n
    on n.release_id = :release_id and b.section = n.section and b.entry_key = n.entry_key
where b.release_id = :previous_release_id and n.entry_key is null;
