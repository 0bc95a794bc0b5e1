-- Returns whether a year is partial: whether fewer countries have a figure than in the year before, which may have none.
create or replace function dw.is_partial_year(countries bigint, countries_before bigint)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(countries < countries_before, false)
$$;

grant execute on function dw.is_partial_year(bigint, bigint) to public;
