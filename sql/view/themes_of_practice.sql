-- The themes of each practice, with their Sustainable Development Goals. A free tag stands for itself.
-- Source: content, every release.
-- grain: release_id, practice_key, theme_code
create or replace view dw.themes_of_practice as
with goal as (
    select
        theme_code,
        array_agg(sdg_number order by sdg_number) as sdg_numbers
    from dw.bridge_theme_sdg
    group by theme_code
)

select
    b.release_id,
    b.practice_key,
    b.theme_code,
    coalesce(t.theme_name, b.theme_code) as theme_name,
    t.definition as theme_definition,
    g.sdg_numbers,
    b.position
from dw.bridge_practice_theme as b
left join dw.dim_theme as t on b.theme_code = t.theme_code
left join goal as g on b.theme_code = g.theme_code;
