-- Returns how many of the one came for one of the other; empty where the other is missing, 0 or negative.
create or replace function dw.positive_ratio(numerator double precision, denominator double precision)
returns double precision
language sql
immutable
parallel safe
as $$
    select case when denominator > 0 then numerator / denominator end
$$;

grant execute on function dw.positive_ratio(double precision, double precision) to public;
