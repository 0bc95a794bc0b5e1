-- Attaches a filled table to `parent` as a partition: keys are built and foreign keys validated on the way.
-- Readers do not wait: attaching only locks the parent against other schema changes. The loader loses the
-- right to write the partition, because a loaded release never changes.
create or replace function ops.attach_partition(parent regclass, release integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    partition_name text;
begin
    select format('part.%I', c.relname || '_r' || release) into strict partition_name
    from pg_class as c
    where
        c.oid = parent and c.relkind = 'p'
        and c.relnamespace in ('dw'::regnamespace, 'ops'::regnamespace);
    execute format(
        'alter table %s attach partition %s for values in (%s)', parent, partition_name, release
    );
    execute format('revoke all on %s from diaspora_dw_loader', partition_name);
    execute format('analyze %s', partition_name);
end
$$;

revoke execute on function ops.attach_partition(regclass, integer) from public;
grant execute on function ops.attach_partition(regclass, integer) to diaspora_dw_loader;
