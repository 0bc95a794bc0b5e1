-- Every column of the published views and of the tables of the star, with what its comment says taken apart: how to
-- aggregate it is "never" where it has no unit. A view in mart that is not the warehouse's own is left out.
-- grain: schema_name, relation_name, column_name
create or replace view dw.described_column as
with described as (
    select
        n.nspname::text as schema_name,
        c.relname::text as relation_name,
        a.attname::text as column_name,
        a.attnum::bigint as column_position,
        format_type(a.atttypid, a.atttypmod) as data_type,
        col_description(c.oid, a.attnum) as column_comment,
        obj_description(c.oid, 'pg_class') as relation_description
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
    where
        (
            n.nspname = 'dw' and c.relkind in ('r', 'p')
            or n.nspname = 'mart' and exists (
                select from ops.installed_object as i
                where i.object_name = 'mart.' || c.relname
            )
        )
        and a.attnum > 0
        and not a.attisdropped
),

parsed as (
    select
        schema_name,
        relation_name,
        column_name,
        column_position,
        data_type,
        substring(column_comment from ' Unit: ([^.]*)\.') as unit,
        substring(column_comment from ' Sum: ([^.]*)\.$') as limited_sum,
        regexp_replace(column_comment, ' Unit: [^.]*\.( Sum: [^.]*\.)?$', '') as description,
        substring(relation_description from ' Grain: ([^.]*)\.$') as grain,
        relation_description
    from described
)

select
    schema_name,
    relation_name,
    column_name,
    column_position,
    data_type,
    unit,
    case when unit is null then 'never' else coalesce(limited_sum, 'sum') end as aggregation,
    column_name = any(string_to_array(grain, ', ')) as is_key,
    description,
    relation_description,
    grain
from parsed;
