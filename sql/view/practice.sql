-- Effective practices of diaspora engagement, with their themes and the Sustainable Development Goals these
-- serve. Source: content, current edition. Lists are separated by "; ".
-- grain: iso3_code, practice_key
create or replace view mart.practice as
with theme as (
    select
        release_id,
        practice_key,
        string_agg(theme_name, '; ' order by position) as themes,
        string_agg(theme_code, '; ' order by position) as theme_codes
    from dw.themes_of_practice
    group by release_id, practice_key
),

goal as (
    select distinct
        t.release_id,
        t.practice_key,
        n.sdg_number
    from dw.themes_of_practice as t
    cross join unnest(t.sdg_numbers) as n (sdg_number)
),

goals as (
    select
        release_id,
        practice_key,
        string_agg(sdg_number::text, '; ' order by sdg_number) as sdgs
    from goal
    group by release_id, practice_key
)

select
    c.iso3_code,
    c.country_name,
    p.practice_key,
    p.title,
    dw.date_text(p.year_text) as date_text,
    extract(year from p.year_earliest)::smallint as first_year,
    extract(year from p.year_latest)::smallint as last_year,
    p.description,
    t.themes,
    t.theme_codes,
    g.sdgs,
    p.place,
    d.iso3_code as place_iso3_code,
    d.country_name as place_country_name,
    p.led_by,
    i.institutions,
    p.url,
    p.note,
    p.position,
    c.edition
from dw.current_content as c
inner join dw.dim_practice as p on c.release_id = p.release_id
left join dw.dim_country as d on p.place_country_id = d.country_id
left join theme as t on p.release_id = t.release_id and p.practice_key = t.practice_key
left join goals as g on p.release_id = g.release_id and p.practice_key = g.practice_key
left join dw.institutions_of_entry as i
    on p.release_id = i.release_id and i.section = 'practices' and p.practice_key = i.entry_key;
