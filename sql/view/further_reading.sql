-- What a mapping points its readers to.
-- Grain: country and reading. Source: content, current edition.
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
