-- Every column of every published view: its type, its unit, how to aggregate it and its meaning, for tools that show no
-- comments. A column without a unit, such as a year or a code, is never to be added up.
-- grain: view_name, column_name
create or replace view mart.data_dictionary as
with described as (
    select
        c.relname::text as view_name,
        a.attname::text as column_name,
        a.attnum::bigint as column_position,
        format_type(a.atttypid, a.atttypmod) as data_type,
        col_description(c.oid, a.attnum) as column_comment,
        obj_description(c.oid, 'pg_class') as view_description
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
    where
        c.relnamespace = 'mart'::regnamespace
        and c.relkind in ('v', 'm')
        and a.attnum > 0
        and not a.attisdropped
),

parsed as (
    select
        view_name,
        column_name,
        column_position,
        data_type,
        substring(column_comment from ' Unit: ([^.]*)\.') as unit,
        substring(column_comment from ' Sum: ([^.]*)\.$') as limited_sum,
        regexp_replace(column_comment, ' Unit: [^.]*\.( Sum: [^.]*\.)?$', '') as description,
        substring(view_description from ' Grain: ([^.]*)\.$') as grain,
        view_description
    from described
)

select
    view_name,
    column_name,
    column_position,
    data_type,
    unit,
    case when unit is null then 'never' else coalesce(limited_sum, 'sum') end as aggregation,
    column_name = any(string_to_array(grain, ', ')) as is_key,
    description,
    view_description,
    grain
from parsed;
