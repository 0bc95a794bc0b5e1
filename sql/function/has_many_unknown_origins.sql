-- Returns whether so many migrants in a place are of unknown origin, 5 % or more, that figures of origins there may be
-- too low. False where the share is unknown.
create or replace function dw.has_many_unknown_origins(unknown_origin_pct double precision)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(unknown_origin_pct >= 5, false)
$$;

grant execute on function dw.has_many_unknown_origins(double precision) to public;
