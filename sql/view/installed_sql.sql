-- The SQL of the warehouse's views and functions, as the files have it that they were installed from: with the
-- comments, which PostgreSQL's own definitions lack. Functions of the schema ops, which readers may not call, are left
-- out.
-- grain: object_name
create or replace view dw.installed_sql as
select
    object_name,
    definition
from ops.installed_object
where
    case -- names of ops are not even looked up, for which readers lack the right
        when object_name not like 'ops.%'
            then to_regclass(object_name) is not null or to_regproc(object_name) is not null
    end;
