-- Returns whether a name is one of those known for a code, in capitals or not.
create or replace function ops.is_known_name(code text, given_name text)
returns boolean
language sql
stable
parallel safe
as $$
    select exists (
        select from ops.known_name as k where k.place_code = code and lower(k.place_name) = lower(given_name)
    )
$$;

revoke execute on function ops.is_known_name(text, text) from public;
grant execute on function ops.is_known_name(text, text) to diaspora_dw_loader;
