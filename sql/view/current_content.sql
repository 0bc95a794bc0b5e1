-- The edition of each country's curated content that the views read. Source: content, current release of each
-- country.
-- grain: iso3_code
create or replace view dw.current_content as
select
    r.release_id,
    c.country_id,
    c.iso3_code,
    c.country_name,
    r.edition,
    r.retrieved_at
from dw.source_release as r
inner join dw.dim_country as c on r.subject = c.iso3_code
where r.source_code = 'content' and r.is_current;
