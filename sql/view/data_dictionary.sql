-- Every column of every published view: its type, its unit and its meaning, for tools that show no comments.
-- grain: view_name, column_name
create or replace view mart.data_dictionary as
select
    c.relname::text as view_name,
    a.attname::text as column_name,
    a.attnum::bigint as column_position,
    format_type(a.atttypid, a.atttypmod) as data_type,
    substring(col_description(c.oid, a.attnum) from ' Unit: (.*)\.$') as unit,
    regexp_replace(col_description(c.oid, a.attnum), ' Unit: .*\.$', '') as description,
    obj_description(c.oid, 'pg_class') as view_description
from pg_catalog.pg_class as c
inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
where
    c.relnamespace = 'mart'::regnamespace
    and c.relkind in ('v', 'm')
    and a.attnum > 0
    and not a.attisdropped;
