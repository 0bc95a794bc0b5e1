-- Returns a date as readers see it: content separates the ends of a period by "/", readers see a dash.
create or replace function dw.date_text(printed text)
returns text
language sql
immutable
parallel safe
as $$
    select replace(printed, '/', '–')
$$;

grant execute on function dw.date_text(text) to public;
