-- Returns rows of the tables in ops.derivations() that differ from what their views return: a row that is stored and
-- should not be, or one that should be stored and is not. It plans as ops.derive_tables does.
create or replace function ops.out_of_date_rows()
returns table (table_name text, stored_row text, right_row text)
language plpgsql
stable
set enable_mergejoin = off
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
    target record;
begin
    for target in select d.* from ops.derivations() as d order by d.place
    loop
        return query execute format(
            'select %1$L, s::text, m::text from dw.%1$I as s full join dw.%2$I as m on s::record = m::record '
            'where s is null or m is null',
            target.table_name, target.origin
        );
    end loop;
end
$$;

grant execute on function ops.out_of_date_rows() to diaspora_dw_loader;
