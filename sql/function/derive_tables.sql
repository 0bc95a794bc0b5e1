-- Fills dw.remittance_basis with what dw.remittance_model says, unless its rows were made from the releases in use
-- already; `again` fills it in any case. Called in the transaction that changes which release is in use, so readers
-- see the estimates change together with what they are made from.
create or replace function ops.derive_tables(again boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not again and (
        select (b.stock_release_id, b.indicator_release_id)
        from dw.remittance_basis as b
        limit 1
    ) is not distinct from (
        select
            (
                max(r.release_id) filter (where r.source_code = 'undesa'),
                max(r.release_id) filter (where r.source_code = 'worldbank')
            )
        from dw.source_release as r
        where r.subject = '' and r.is_current
    ) then
        return;
    end if;
    lock table dw.remittance_basis in share row exclusive mode;
    delete from dw.remittance_basis;
    insert into dw.remittance_basis
    select * from dw.remittance_model();
end
$$;

revoke execute on function ops.derive_tables(boolean) from public;
grant execute on function ops.derive_tables(boolean) to diaspora_dw_loader;
