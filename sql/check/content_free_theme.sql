-- what: theme tags of practices that the vocabulary of themes does not have
-- why: a tag of a mapping's own says no Sustainable Development Goals, and is not found by theme
-- severity: warning
-- table: dw.dim_content_edition
-- threshold: none; the bundled content has none
select
    b.practice_key,
    b.theme_code
from dw.bridge_practice_theme as b
left join dw.dim_theme as t on b.theme_code = t.theme_code
where b.release_id = :release_id and t.theme_code is null;
