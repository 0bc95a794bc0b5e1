-- Removes a release and its partitions: one that was superseded or never published, or a sample that is no
-- longer current.
-- Dropping a partition locks its parent exclusively for a moment. Rather than let readers queue behind that,
-- the function gives up after half a second, and a later run tries again.
create or replace function ops.drop_release(release integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms'
as $$
declare
    partition_name text;
begin
    if exists (
        select from dw.source_release as r
        where
            r.release_id = release
            and (
                r.is_current
                or (r.published_at is not null and r.superseded_at is null and not r.is_sample)
            )
    ) then
        raise exception 'release % is in use', release;
    end if;
    for partition_name in
        select format('part.%I', child.relname)
        from pg_inherits as i
        inner join pg_class as child on child.oid = i.inhrelid
        where
            child.relnamespace = 'part'::regnamespace
            and child.relname ~ ('_r' || release || '$')
        order by child.relname
    loop
        execute format('drop table %s', partition_name);
    end loop;
    delete from dw.source_release as r where r.release_id = release;
end
$$;

revoke execute on function ops.drop_release(integer) from public;
grant execute on function ops.drop_release(integer) to diaspora_dw_loader;
