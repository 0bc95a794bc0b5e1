-- The codes that the qualitative views use and their meanings. Source: content, the vocabularies that its
-- files share.
-- grain: vocabulary, code
create or replace view mart.vocabulary as
with goal as (
    select
        theme_code,
        string_agg(sdg_number::text, '; ' order by sdg_number) as sdgs
    from dw.bridge_theme_sdg
    group by theme_code
)

select
    v.vocabulary,
    v.code,
    v.label,
    v.definition,
    null::text as sdgs,
    v.position
from dw.dim_vocabulary as v
union all
select
    'right_kinds' as vocabulary,
    r.right_kind,
    r.right_name,
    r.definition,
    null::text as sdgs,
    r.position
from dw.dim_right as r
union all
select
    'practice_themes' as vocabulary,
    t.theme_code,
    t.theme_name,
    t.definition,
    g.sdgs,
    t.position
from dw.dim_theme as t
left join goal as g on t.theme_code = g.theme_code;
