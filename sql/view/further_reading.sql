-- Further reading that a mapping recommends. Source: content, current edition.
-- grain: iso3_code, reading_key
create or replace view mart.further_reading as
select
    c.iso3_code,
    c.country_name,
    f.reading_key,
    f.title,
    f.about,
    f.description,
    f.url,
    f.position,
    c.edition
from dw.current_content as c
inner join dw.dim_further_reading as f on c.release_id = f.release_id;
