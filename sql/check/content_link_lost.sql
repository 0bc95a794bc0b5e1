-- what: links of curated content that lead from or to an entry that does not exist
-- why: rows of a section that were not loaded, or an entry that was renamed in one place only
-- severity: error
-- table: dw.dim_content_edition
-- threshold: none; a link leads to an entry or is wrong
-- look at: the keys of the entries in the content file
select
    r.found_in,
    r.target as section,
    r.value as entry_key
from ops.content_references(:release_id) as r
left join dw.content_entry as e
    on e.release_id = :release_id and r.target = e.section and r.value = e.entry_key
where r.kind = 'entry' and r.value <> '' and e.entry_key is null;
