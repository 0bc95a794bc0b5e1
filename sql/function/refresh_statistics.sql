-- Updates the planner's statistics of the tables of dw: of dimensions, bridges, releases and curated content, and of
-- partitioned tables as a whole, which PostgreSQL never analyses by itself. Without the former, a view with many joins
-- took twice as long for one country; without the latter, joins of all corridors with totals compared each year's
-- rows with one another. Those that ops.derive_tables fills, it has analysed itself.
create or replace function ops.refresh_statistics()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    table_name text;
begin
    for table_name in
        select format('%I.%I', n.nspname, c.relname)
        from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        where
            n.nspname = 'dw' and c.relkind in ('r', 'p')
            and not exists (select from ops.derived_table as d where d.table_name = c.relname)
        order by c.relname
    loop
        execute format('analyze %s', table_name);
    end loop;
end
$$;

revoke execute on function ops.refresh_statistics() from public;
grant execute on function ops.refresh_statistics() to diaspora_dw_loader;
