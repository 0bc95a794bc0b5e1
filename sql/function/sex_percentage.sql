-- Returns one sex as a percentage of all people whose sex is known; empty where that is nobody.
create or replace function dw.sex_percentage(counted bigint, other_sex bigint)
returns double precision
language sql
immutable
parallel safe
as $$
    select dw.percentage(counted, counted + other_sex)
$$;

grant execute on function dw.sex_percentage(bigint, bigint) to public;
