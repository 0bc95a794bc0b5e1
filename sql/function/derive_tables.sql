-- Fills the tables that are the same for every reader with the rows that their views return, unless they were made
-- from the releases in use already; `again` fills them in any case. Called in the transaction that changes which release
-- is in use, so readers see the tables change together with what they are made from. Only rows that differ are written:
-- rows that are deleted and inserted again would leave the tables twice as large.
-- Only hash joins are allowed: the planner expects few rows of the views and takes joins that last a minute.
create or replace function ops.derive_tables(again boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_mergejoin = off
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
    target record;
    releases integer[];
    is_empty boolean;
begin
    for target in select d.* from ops.derivations() as d order by d.place
    loop
        select coalesce(array_agg(r.release_id order by r.release_id), '{}')
        into releases
        from dw.source_release as r
        where
            r.subject = '' and r.published_at is not null and r.superseded_at is null
            and (
                r.source_code = any(target.sources) and r.is_current
                or r.source_code = any(target.with_editions)
            );
        continue when not again and exists (
            select
            from ops.derived_table as t
            where t.table_name = target.table_name and t.release_ids = releases
        );
        execute format('lock table dw.%I in share row exclusive mode', target.table_name);
        execute format('select not exists (select from dw.%I)', target.table_name) into is_empty;
        if is_empty then
            execute format('insert into dw.%I select * from dw.%I', target.table_name, target.origin);
        else
            execute format('create table part.made (like dw.%I)', target.table_name);
            execute format('insert into part.made select * from dw.%I', target.origin);
            execute format(
                'delete from dw.%I as t where not exists (select from part.made as m where m::record = t::record)',
                target.table_name
            );
            execute format(
                'insert into dw.%1$I select * from part.made as m '
                'where not exists (select from dw.%1$I as t where t::record = m::record)',
                target.table_name
            );
            drop table part.made;
        end if;
        execute format('analyze dw.%I', target.table_name);
        insert into ops.derived_table as t (table_name, release_ids)
        values (target.table_name, releases)
        on conflict (table_name) do update set release_ids = excluded.release_ids;
    end loop;
end
$$;

revoke execute on function ops.derive_tables(boolean) from public;
grant execute on function ops.derive_tables(boolean) to diaspora_dw_loader;
