-- Returns a list as text, separated by "; "; empty where the list is.
create or replace function dw.list_text(items text[])
returns text
language sql
stable
parallel safe
as $$
    select nullif(array_to_string(items, '; '), '')
$$;

grant execute on function dw.list_text(text[]) to public;
