-- Effective practices by theme: a practice has a row for each of its themes. Source: content, current
-- edition. Lists are separated by "; ".
-- grain: iso3_code, practice_key, theme_code
create or replace view mart.practice_theme as
select
    c.iso3_code,
    c.country_name,
    t.theme_code,
    t.theme_name,
    t.theme_definition,
    array_to_string(t.sdg_numbers, '; ') as sdgs,
    p.practice_key,
    p.title,
    dw.date_text(p.year_text) as date_text,
    extract(year from p.year_earliest)::smallint as first_year,
    p.description,
    t.position,
    c.edition
from dw.current_content as c
inner join dw.dim_practice as p on c.release_id = p.release_id
inner join dw.themes_of_practice as t on p.release_id = t.release_id and p.practice_key = t.practice_key;
