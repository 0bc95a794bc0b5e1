-- Creates the table that a release's rows are copied into before it becomes a partition of `parent`. It runs
-- with the owner's rights, so that the loader can load releases without being able to change the schema. Only
-- release-keyed tables of dw and ops are accepted, and only `part` gets a new table.
create or replace function ops.open_partition(parent regclass, release integer)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    partition_name text;
begin
    if not exists (
        select from pg_class as c
        where
            c.oid = parent and c.relkind = 'p'
            and c.relnamespace in ('dw'::regnamespace, 'ops'::regnamespace)
    ) then
        raise exception '% is not a release-keyed table', parent;
    end if;
    select format('part.%I', c.relname || '_r' || release) into partition_name
    from pg_class as c where c.oid = parent;
    execute format(
        'create table %s (like %s including defaults including constraints)', partition_name, parent
    );
    execute format('grant select, insert on %s to diaspora_dw_loader', partition_name);
    return partition_name;
end
$$;

revoke execute on function ops.open_partition(regclass, integer) from public;
grant execute on function ops.open_partition(regclass, integer) to diaspora_dw_loader;
