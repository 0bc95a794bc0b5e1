-- Returns the average growth a year, in per cent, that compounds from a former figure to a later one; empty where the
-- former is 0 or one of them is missing.
create or replace function dw.annual_growth(figure double precision, former double precision, years integer)
returns double precision
language sql
immutable
parallel safe
as $$
    select 100 * (power(figure / nullif(former, 0), 1.0 / nullif(years, 0)) - 1)
$$;

grant execute on function dw.annual_growth(double precision, double precision, integer) to public;
