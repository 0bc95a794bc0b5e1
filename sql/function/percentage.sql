-- Returns a part as a percentage of the whole; empty where the whole is 0 or one of them is missing.
create or replace function dw.percentage(part double precision, whole double precision)
returns double precision
language sql
immutable
parallel safe
as $$
    select 100 * part / nullif(whole, 0)
$$;

grant execute on function dw.percentage(double precision, double precision) to public;
