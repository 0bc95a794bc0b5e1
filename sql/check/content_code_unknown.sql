-- what: codes in curated content that no vocabulary explains
-- why: a code that was removed from the vocabularies while content still uses it
-- severity: error
-- table: dw.dim_content_edition
-- threshold: none; every code is explained
-- look at: the code in the content file: etl/content/vocabularies.yaml may have lost it
select distinct
    r.target as vocabulary,
    r.value as code_used
from ops.content_references(:release_id) as r
left join mart.vocabulary as v on r.target = v.vocabulary and r.value = v.code
where r.kind = 'code' and r.value is not null and v.code is null;
