-- The mappings of diaspora engagement that the qualitative views show: title, authors, dates, disclaimer.
-- Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code
create or replace view mart.content_edition as
select
    c.iso3_code,
    c.country_name,
    e.title,
    e.language,
    e.source,
    e.url,
    dw.date_text(e.first_issued_text) as first_issued_text,
    dw.date_text(e.updated_text) as updated_text,
    extract(year from e.updated_latest)::smallint as updated_year,
    dw.list_text(e.authors) as authors,
    dw.list_text(e.editors) as editors,
    e.publisher,
    e.implementer,
    e.funder,
    e.data_disclaimer,
    dw.list_text(e.data_sources) as data_sources,
    e.organisations_scope,
    e.note,
    c.edition
from dw.current_content as c
inner join dw.dim_content_edition as e on c.release_id = e.release_id;
